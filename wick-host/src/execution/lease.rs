//! Keeps a file from being written to while it is about to be executed.
#![expect(
    unsafe_code,
    reason = "leases have no safe wrapper; these calls of fcntl take numbers only and touch no memory"
)]

use std::fs::File;
use std::io;
use std::os::fd::AsRawFd;

/// Leases the file until it is closed. Meanwhile the kernel holds up whoever opens it for writing; after
/// that, it refuses them for as long as the program runs.
///
/// # Errors
///
/// `WouldBlock` if somebody has it open for writing. Others if the file is not ours, or the file system
/// knows no leases.
pub(super) fn read_lease(file: &File) -> io::Result<()> {
    // Whoever is held up is told of to us by a signal; this one is ignored unless somebody asks for it,
    // where the usual one would end the process.
    control(file, F_SETSIG, libc::SIGURG)?;
    control(file, libc::F_SETLEASE, libc::F_RDLCK as libc::c_int)
}

/// The same number on all processors; the C library's bindings do not have it everywhere.
const F_SETSIG: libc::c_int = 10;

fn control(file: &File, command: libc::c_int, value: libc::c_int) -> io::Result<()> {
    // SAFETY: the descriptor is open, and both commands take a number.
    match unsafe { libc::fcntl(file.as_raw_fd(), command, value) } {
        -1 => Err(io::Error::last_os_error()),
        _ => Ok(()),
    }
}
