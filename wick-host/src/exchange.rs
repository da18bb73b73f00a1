//! Two paths that change places in one step.

use std::io;
use std::path::Path;

/// Both at once, so that whoever looks meanwhile, or an end of this process, finds each whole at one of
/// the places. Fails where one is missing, and as unsupported where the system cannot do it.
#[cfg(target_os = "linux")]
pub(crate) fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};

    Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?)
}

/// Not here.
#[cfg(not(target_os = "linux"))]
pub(crate) fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}
