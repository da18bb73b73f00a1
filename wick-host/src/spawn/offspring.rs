use std::io;
use std::process::ExitStatus;
use std::sync::Arc;

use tokio::process::{Child, ChildStderr, ChildStdout};

use super::group::{Group, KillOnDrop};

/// A child that leads a session of its own, and what it started there. Dropping it kills all of it.
#[derive(Debug)]
pub(crate) struct Offspring {
    /// Dropped first: while the child is not reaped, its number is its own.
    group: KillOnDrop,
    child: Child,
}

impl Offspring {
    pub(super) fn new(child: Child, group: Arc<Group>) -> Self {
        Self {
            group: group.kill_on_drop(),
            child,
        }
    }

    /// The id of the child, until it is reaped.
    pub(super) fn id(&self) -> Option<u32> {
        self.child.id()
    }

    pub(super) fn group(&self) -> &Arc<Group> {
        self.group.group()
    }

    /// Its standard output, once.
    pub(crate) fn take_stdout(&mut self) -> Option<ChildStdout> {
        self.child.stdout.take()
    }

    /// Its standard error, once.
    pub(crate) fn take_stderr(&mut self) -> Option<ChildStderr> {
        self.child.stderr.take()
    }

    /// Waits until the child has ended, kills what it left behind, and reaps it.
    ///
    /// # Errors
    ///
    /// Those of waiting for it.
    pub(crate) async fn reap(&mut self) -> io::Result<ExitStatus> {
        let group = self.group.group();
        if group.ended().await {
            // Before it is reaped: until then the numbers of its group and session are its own. Not on the launcher's
            // thread: the end of the process would be reported only after the starts that wait there.
            group.finish();
        }
        let status = self.child.wait().await;
        self.group.group().finish();
        status
    }
}
