//! Keeps a file from being written to while it is hashed or about to be executed.
#![expect(
    unsafe_code,
    reason = "leases have no safe wrapper; these calls of fcntl take numbers only and touch no memory"
)]

use std::fs::File;
use std::io;
use std::os::fd::AsRawFd;

/// A read lease: while it is held, no process has the file open for writing or mapped writably, and
/// the kernel holds up each one that opens it for writing.
///
/// The kernel breaks a lease that holds somebody up for longer than `fs.lease-break-time`, 45 s by
/// default. Dropping it ends it.
#[derive(Debug)]
pub(crate) struct Lease<'a> {
    file: &'a File,
}

impl<'a> Lease<'a> {
    /// Leases the file. A lease belongs to all that share one opening of a file.
    ///
    /// # Errors
    ///
    /// `WouldBlock` if a process has the file open for writing. Others if the file belongs to another
    /// user, or the file system knows no leases.
    pub(crate) fn of(file: &'a File) -> io::Result<Self> {
        // The kernel tells of a process that it holds up by a signal; this one is ignored unless the
        // program asks for it, where the usual one would end the process.
        control(file, F_SETSIG, libc::SIGURG)?;
        control(file, libc::F_SETLEASE, libc::F_RDLCK as libc::c_int)?;
        Ok(Self { file })
    }

    /// Returns `false` as soon as a process waits for its end, and after that.
    pub(crate) fn is_held(&self) -> bool {
        control(self.file, libc::F_GETLEASE, 0).is_ok_and(|kind| kind == libc::F_RDLCK)
    }

    /// Keeps the lease until the file is closed.
    pub(crate) fn until_closed(self) {
        std::mem::forget(self);
    }
}

impl Drop for Lease<'_> {
    fn drop(&mut self) {
        // Fails if the kernel broke it, which ended it too.
        let _ = control(self.file, libc::F_SETLEASE, libc::F_UNLCK as libc::c_int);
    }
}

/// The same number on all processors; the C library's bindings do not have it everywhere.
const F_SETSIG: libc::c_int = 10;

fn control(file: &File, command: libc::c_int, value: libc::c_int) -> io::Result<libc::c_int> {
    // SAFETY: the descriptor is open, and all three commands take a number or nothing.
    match unsafe { libc::fcntl(file.as_raw_fd(), command, value) } {
        -1 => Err(io::Error::last_os_error()),
        result => Ok(result),
    }
}
