use std::process::ExitStatus;
use std::time::Duration;

use crate::limits::Exceeded;
use crate::logs::InFlight;
use crate::spawn::Process;

/// Who answers.
#[derive(Debug)]
pub(crate) enum Peer {
    /// A process that somebody else started, under a debugger. Nothing is known of it but its id, and it is not
    /// ours to end.
    Attached(u32),
    /// A process of this host's.
    Child(Process),
}

impl Peer {
    /// The id of the process.
    pub(super) fn id(&self) -> u32 {
        match self {
            Self::Attached(pid) => *pid,
            Self::Child(process) => process.id(),
        }
    }

    /// The calls that it is at, as far as they are watched.
    pub(super) fn in_flight(&self) -> Option<&InFlight> {
        Some(self.child()?.in_flight())
    }

    /// Whether it has ended, as far as that can be told.
    pub(crate) fn is_over(&self) -> bool {
        match self {
            Self::Attached(pid) => !exists(*pid),
            Self::Child(process) => process.is_over(),
        }
    }

    /// Waits for that, where somebody tells.
    pub(super) fn over(&self) -> impl Future<Output = ()> + Send + 'static {
        let over = match self {
            Self::Attached(_) => None,
            Self::Child(process) => Some(process.over()),
        };
        async move {
            match over {
                Some(over) => over.await,
                None => std::future::pending().await,
            }
        }
    }

    /// How it ended, if it has.
    pub(super) fn exit(&self) -> Option<ExitStatus> {
        self.child()?.exit()
    }

    /// Waits until it has ended and its last lines were read.
    pub(super) async fn exited(&self) -> Option<ExitStatus> {
        self.child()?.exited().await
    }

    /// The same, for at most so long.
    pub(super) async fn exited_within(&self, limit: Duration) -> Option<ExitStatus> {
        self.child()?.exited_within(limit).await
    }

    /// The limit that it ran into, if that is how it ended.
    pub(super) fn exceeded(&self) -> Option<Exceeded> {
        self.child()?.exceeded()
    }

    /// The last lines of its standard error.
    pub(super) fn last_lines(&self) -> Vec<String> {
        self.child().map(Process::last_lines).unwrap_or_default()
    }

    /// Kills it with all its descendants, if it is ours.
    pub(super) fn kill(&self) {
        if let Self::Child(process) = self {
            process.kill();
        }
    }

    fn child(&self) -> Option<&Process> {
        match self {
            Self::Attached(_) => None,
            Self::Child(process) => Some(process),
        }
    }
}

#[cfg(unix)]
fn exists(process: u32) -> bool {
    let Some(process) = i32::try_from(process)
        .ok()
        .and_then(rustix::process::Pid::from_raw)
    else {
        return false;
    };
    // Of one that is not ours it is only known that it is there.
    rustix::process::test_kill_process(process) != Err(rustix::io::Errno::SRCH)
}

/// Only its connection tells.
#[cfg(not(unix))]
fn exists(_: u32) -> bool {
    true
}
