//! Descriptors of processes, to wait for and to kill them by.
#![expect(
    unsafe_code,
    reason = "tokio asks its caller to promise that a watched descriptor stays open"
)]

use std::io;
use std::os::fd::OwnedFd;
use std::sync::Arc;

use rustix::process::{Pid, PidfdFlags, Signal, pidfd_open, pidfd_send_signal};
use tokio::io::Interest;
use tokio::io::unix::AsyncFd;

/// A descriptor of one process: unlike its number, it never stands for another.
#[derive(Clone, Debug)]
pub(super) struct Handle(Arc<OwnedFd>);

impl Handle {
    /// That of a child which is not reaped yet. None on kernels before 5.3, and where no more
    /// descriptors may be open.
    pub(super) fn of(child: u32) -> Option<Self> {
        let child = Pid::from_raw(i32::try_from(child).ok()?)?;
        let handle = pidfd_open(child, PidfdFlags::empty()).ok()?;
        Some(Self(Arc::new(handle)))
    }

    /// Kills the process, unless it has ended.
    pub(super) fn kill(&self) {
        let _ = pidfd_send_signal(&*self.0, Signal::KILL);
    }

    /// Waits until the process has ended, and leaves it to be reaped.
    pub(super) async fn ended(&self) -> io::Result<()> {
        // SAFETY: the descriptor stays open for as long as it is watched: the watch holds a reference to
        // its owner, which gives it out for borrowing only.
        let ended = unsafe { AsyncFd::register_with_interest(self.0.clone(), Interest::READABLE) }?;
        let _ready = ended.readable().await?;
        Ok(())
    }
}
