//! Who may write into an open file right now.

use std::fs::File;
use std::io;

#[cfg(target_os = "linux")]
use super::lease::Lease;

/// The processes that could write into an open file while this is held.
#[derive(Debug)]
pub(crate) enum Writers<'a> {
    /// None: the kernel holds up each one that wants to.
    #[cfg(target_os = "linux")]
    HeldUp(Lease<'a>),
    /// Those of root, which can do anything to this process as well.
    RootOnly,
    /// A process has it open for writing, or mapped writably.
    Present,
    /// Those of other users: nothing holds them up, and nothing tells of them.
    Possible(std::marker::PhantomData<&'a File>),
}

impl<'a> Writers<'a> {
    /// Holds writers up, if this system and the file allow it, and tells which are left.
    #[cfg(target_os = "linux")]
    pub(crate) fn of(file: &'a File) -> io::Result<Self> {
        Ok(match Lease::of(file) {
            Ok(lease) => Self::HeldUp(lease),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Self::Present,
            Err(_) if only_root_can_write(file)? => Self::RootOnly,
            Err(_) => Self::Possible(std::marker::PhantomData),
        })
    }

    /// Other systems know no leases.
    #[cfg(not(target_os = "linux"))]
    pub(crate) fn of(_: &'a File) -> io::Result<Self> {
        Ok(Self::Possible(std::marker::PhantomData))
    }

    /// Whether no process but root's has written into the file since this was made.
    pub(crate) fn are_kept_out(&self) -> bool {
        match self {
            #[cfg(target_os = "linux")]
            Self::HeldUp(lease) => lease.is_held(),
            Self::RootOnly => true,
            Self::Present | Self::Possible(_) => false,
        }
    }

    /// Keeps writers out until the file is closed.
    #[cfg(target_os = "linux")]
    pub(crate) fn until_closed(self) {
        if let Self::HeldUp(lease) = self {
            lease.until_closed();
        }
    }
}

/// Whether only root can open it for writing.
#[cfg(target_os = "linux")]
fn only_root_can_write(file: &File) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt;

    let metadata = file.metadata()?;
    Ok(metadata.uid() == 0 && metadata.mode() & 0o022 == 0)
}
