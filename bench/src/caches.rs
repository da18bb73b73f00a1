//! The page cache of the kernel.

use std::fs;
use std::path::Path;

use rustix::fs::{StatFs, statfs, sync};

use crate::Failure;

/// What `statfs` says of a file system that is memory.
const TMPFS: u64 = 0x0102_1994;

/// Why files cannot be made cold, if so.
pub(crate) fn obstacle(directory: &Path) -> Result<Option<&'static str>, Failure> {
    let StatFs { f_type, .. } = statfs(directory)?;
    if u64::try_from(f_type)? == TMPFS {
        return Ok(Some(
            "the temporary directory is in memory, where no file is cold; set TMPDIR to one on a disk",
        ));
    }
    match fs::OpenOptions::new()
        .write(true)
        .open("/proc/sys/vm/drop_caches")
    {
        Ok(_) => Ok(None),
        Err(_) => Ok(Some("only root can drop the kernel's caches")),
    }
}

/// Makes the kernel forget the content of all files and directories.
pub(crate) fn drop_all() -> Result<(), Failure> {
    // Only what is written is forgotten.
    sync();
    Ok(fs::write("/proc/sys/vm/drop_caches", "3")?)
}
