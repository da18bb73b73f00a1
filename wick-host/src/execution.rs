//! Executes the bytes that were verified, whatever happens to the path meanwhile.

mod copies;
mod format;

use std::fs::File;
use std::path::PathBuf;

use self::format::Format;
use crate::digests::DigestCache;
use crate::error::StartCause;
use crate::verify::Verified;
#[cfg(target_os = "linux")]
use crate::verify::writers::Writers;

/// How it is made sure that what is executed is what was verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Execution {
    /// The open file that was hashed is executed itself, so that exchanging the file at its path has no
    /// effect; and while it is started, nobody can write into it. Linux only, with `/proc`.
    ///
    /// What cannot be started so is started as a private copy: scripts, which their interpreter opens
    /// by a path, and files that others than root could write into in that moment, as somebody else
    /// owns them or their file system knows no leases.
    Descriptor,
    /// A copy is executed. It lies in a directory that only this user can enter, is named after its
    /// digest, and is made and hashed at the first start.
    PrivateCopy,
}

impl Execution {
    /// The best that this system can: [`Descriptor`](Self::Descriptor) on Linux with `/proc`, and
    /// [`PrivateCopy`](Self::PrivateCopy) elsewhere.
    pub fn available() -> Self {
        match cfg!(target_os = "linux") && format::can_execute_descriptors() {
            true => Self::Descriptor,
            false => Self::PrivateCopy,
        }
    }

    /// As asked for, or the one that is possible.
    pub(crate) fn or_available(self) -> Self {
        match self {
            Self::Descriptor => Self::available(),
            Self::PrivateCopy => self,
        }
    }
}

/// What verified files are executed as.
#[derive(Clone, Debug)]
pub(crate) struct Programs {
    pub(crate) execution: Execution,
    /// Where copies are made.
    pub(crate) copies: PathBuf,
    pub(crate) digests: DigestCache,
}

/// What to execute. To be held until it runs.
#[derive(Debug)]
pub(crate) struct Program {
    pub(crate) path: PathBuf,
    /// The path may stand for it, so it stays open until the program runs.
    _open: File,
}

impl Programs {
    /// What to execute of a plugin, after making sure that it holds what was verified. May read and
    /// write all of the file: not for an async thread.
    pub(crate) fn program(&self, verified: &Verified) -> Result<Program, StartCause> {
        let format = format::of(verified.content().file())?;
        #[cfg(target_os = "linux")]
        if self.execution == Execution::Descriptor
            && format == Format::Program
            && let Some(program) = in_place(verified)?
        {
            return Ok(program);
        }
        // The format is looked at before anything is copied.
        let (Format::Program | Format::Script) = format;
        let (path, file) = copies::copy(verified, &self.copies, &self.digests)?;
        Ok(Program { path, _open: file })
    }
}

/// The open file itself; `None` if nothing would keep others from writing into it in the moment between
/// the last look at it and its execution.
#[cfg(target_os = "linux")]
fn in_place(verified: &Verified) -> Result<Option<Program>, StartCause> {
    use std::io;
    use std::os::fd::AsRawFd;

    let path = |file: &File| PathBuf::from(format!("/proc/self/fd/{}", file.as_raw_fd()));
    // Opened once more, as a lease is of all that share one opening of a file.
    let file = File::open(path(verified.content().file())).map_err(StartCause::Unreadable)?;
    // The kernel would not execute it either. The caller waits and tries again.
    let busy = || StartCause::Spawn(io::ErrorKind::ExecutableFileBusy.into());
    let writers = Writers::of(&file).map_err(StartCause::Unreadable)?;
    match writers {
        Writers::HeldUp(_) | Writers::RootOnly => {}
        Writers::Present => return Err(busy()),
        Writers::Possible(_) => return Ok(None),
    }
    let is_unchanged = verified.content().is_unchanged(&writers);
    if !is_unchanged.map_err(StartCause::Unreadable)? {
        return Err(StartCause::Changed);
    }
    // Hashing can take longer than the kernel holds a writer up.
    if !writers.are_kept_out() {
        return Err(busy());
    }
    writers.until_closed();
    Ok(Some(Program {
        path: path(&file),
        _open: file,
    }))
}

/// Where copies are made if nobody says otherwise. It is checked that nobody else made it first.
pub(crate) fn default_copies() -> PathBuf {
    #[cfg(unix)]
    let name = format!("wick-programs-{}", rustix::process::geteuid().as_raw());
    #[cfg(not(unix))]
    let name = "wick-programs";
    std::env::temp_dir().join(name)
}
