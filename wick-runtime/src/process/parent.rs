//! The host, as seen by its child: when it dies, so do we.
//!
//! go-plugin has nothing of the kind, and leaves orphans behind a host that was killed.

/// The process that started this one.
#[derive(Clone, Copy)]
pub(crate) struct Parent {
    #[cfg(unix)]
    pid: Option<rustix::process::Pid>,
}

impl Parent {
    /// Our parent at this moment; to be asked early, before it may have died.
    pub(crate) fn current() -> Self {
        Self {
            #[cfg(unix)]
            pid: rustix::process::getppid(),
        }
    }

    /// Waits until the parent is gone.
    pub(crate) async fn gone(self) {
        #[cfg(target_os = "linux")]
        if let Ok(ended) = self.watch() {
            // The number may have passed to another process before the watch began.
            if self.is_parent() {
                // A sender that is gone without a word leaves nothing to wait for, either.
                let _ = ended.await;
            }
            return;
        }
        self.poll().await;
    }

    /// Waits in a thread on the parent's descriptor, so that an idle plugin need not wake up to
    /// look. The death signal of `prctl` would not do: it is sent when the *thread* ends that
    /// started us.
    #[cfg(target_os = "linux")]
    fn watch(self) -> std::io::Result<tokio::sync::oneshot::Receiver<()>> {
        use rustix::event::{PollFd, PollFlags, poll};
        use rustix::process::{PidfdFlags, pidfd_open};

        let pid = self.pid.ok_or(std::io::ErrorKind::NotFound)?;
        let handle = pidfd_open(pid, PidfdFlags::empty())?;
        let (sender, ended) = tokio::sync::oneshot::channel();
        let thread = std::thread::Builder::new().name("wick-parent".into());
        thread.spawn(move || {
            let mut handles = [PollFd::new(&handle, PollFlags::IN)];
            while poll(&mut handles, None) == Err(rustix::io::Errno::INTR) {}
            // Nobody waits any more when the plugin is ending anyway.
            let _ = sender.send(());
        })?;
        Ok(ended)
    }

    /// Whether it is still our parent: an orphan has another one.
    #[cfg(unix)]
    fn is_parent(self) -> bool {
        rustix::process::getppid() == self.pid
    }

    #[cfg(unix)]
    async fn poll(self) {
        let mut second = tokio::time::interval(std::time::Duration::from_secs(1));
        while self.is_parent() {
            second.tick().await;
        }
    }

    /// Not watched where there is no parent to ask for.
    #[cfg(not(unix))]
    async fn poll(self) {
        std::future::pending().await
    }
}
