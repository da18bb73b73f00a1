//! What happens in the child between `fork` and `exec`.
#![expect(
    unsafe_code,
    reason = "`pre_exec` is unsafe, as its closure runs where only async-signal-safe calls are \
              allowed; and close_range has no safe wrapper"
)]

use std::io;

use rustix::process::setsid;
#[cfg(target_os = "linux")]
use rustix::process::{Pid, Signal, getpid, getppid, set_parent_process_death_signal};
use tokio::process::Command;

#[cfg(target_os = "linux")]
use super::guardian::BirthCry;
#[cfg(target_os = "linux")]
use crate::limits::Resources;

/// Gives the child a session of its own, ties its life to the thread that spawns it, limits what it may
/// use, and lets it inherit no descriptor but its standard ones.
///
/// The kernel sends the signal when the spawning *thread* ends, so that has to live as long as the
/// host (see [`super::launcher`]).
#[cfg(target_os = "linux")]
pub(super) fn tie(command: &mut Command, limits: Resources) {
    let host = getpid();
    let prepare = move || {
        setsid()?;
        tie_to(host)?;
        limits.apply()?;
        close()
    };
    // SAFETY: in the child, the four make system calls only. They allocate nothing, take no lock and
    // touch no memory but their stack.
    unsafe { command.pre_exec(prepare) };
}

/// Gives the child a session of its own.
#[cfg(not(target_os = "linux"))]
pub(super) fn lead(command: &mut Command) {
    let lead = || Ok(setsid().map(drop)?);
    // SAFETY: as above.
    unsafe { command.pre_exec(lead) };
}

/// Has the child tell the guardian of itself. After [`tie`]: a child that is not to live says nothing.
#[cfg(target_os = "linux")]
pub(super) fn announce(command: &mut Command, cry: BirthCry) {
    let utter = move || {
        cry.utter();
        Ok(())
    };
    // SAFETY: as above.
    unsafe { command.pre_exec(utter) };
}

/// Gives the guardian a session of its own, and none of the host's descriptors but its standard ones.
pub(super) fn detach(command: &mut std::process::Command) {
    let detach = || {
        setsid()?;
        #[cfg(target_os = "linux")]
        close()?;
        Ok(())
    };
    // SAFETY: as above.
    unsafe { std::os::unix::process::CommandExt::pre_exec(command, detach) };
}

#[cfg(target_os = "linux")]
fn tie_to(host: Pid) -> io::Result<()> {
    set_parent_process_death_signal(Some(Signal::KILL))?;
    // The host may have died before the line above; then nobody would ever send the signal.
    if getppid() != Some(host) {
        return Err(rustix::io::Errno::SRCH.into());
    }
    Ok(())
}

#[cfg(target_os = "linux")]
fn close() -> io::Result<()> {
    // Rust opens everything close-on-exec, but the host may have inherited others, or a C library
    // of it may have opened some. Kernels before 5.11 do not know the flag; there they stay open.
    // SAFETY: a system call without pointers. It marks descriptors and closes none.
    unsafe {
        libc::syscall(
            libc::SYS_close_range,
            3 as libc::c_uint,
            libc::c_uint::MAX,
            libc::CLOSE_RANGE_CLOEXEC,
        )
    };
    Ok(())
}
