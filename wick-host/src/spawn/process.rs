use std::process::ExitStatus;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::timeout;
use wick_proto::ConnectorKey;

use super::group::Group;
use super::offspring::Offspring;
use super::socket_directory::SocketDirectory;
use crate::limits::{Exceeded, PluginLimits};
use crate::logs::{self, InFlight, Source, Tail};

/// How long the last log lines may take after the end of the process. Its pipe stays open for as long
/// as any descendant holds it.
const LAST_LINES: Duration = Duration::from_millis(250);

/// A running plugin. Dropping it kills it with all its descendants.
#[derive(Debug)]
pub(crate) struct Process {
    id: u32,
    group: Arc<Group>,
    exit: watch::Receiver<Option<ExitStatus>>,
    tail: Tail,
    in_flight: InFlight,
    socket_directory: SocketDirectory,
    limits: PluginLimits,
    was_killed: AtomicBool,
}

impl Process {
    /// Takes charge of a child: logs its standard error, reaps it, cleans up after it.
    pub(super) fn new(
        mut offspring: Offspring,
        connector: ConnectorKey,
        socket_directory: SocketDirectory,
        limits: PluginLimits,
    ) -> Self {
        // A child that has just been spawned has an id: it is not reaped yet.
        let id = offspring.id().unwrap_or_default();
        let group = offspring.group().clone();
        let (tail, in_flight) = (Tail::default(), InFlight::default());
        let stderr = offspring.take_stderr();
        let (report, exit) = watch::channel(None);
        tokio::spawn(supervise(Supervised {
            offspring,
            stderr,
            connector,
            tail: tail.clone(),
            in_flight: in_flight.clone(),
            socket_directory: socket_directory.clone(),
            report,
        }));
        Self {
            id,
            group,
            exit,
            tail,
            in_flight,
            socket_directory,
            limits,
            was_killed: AtomicBool::new(false),
        }
    }

    /// The id of the process.
    pub(crate) fn id(&self) -> u32 {
        self.id
    }

    /// The calls that it is at, as far as they are watched.
    pub(crate) fn in_flight(&self) -> &InFlight {
        &self.in_flight
    }

    /// How it ended, if it has.
    pub(crate) fn exit(&self) -> Option<ExitStatus> {
        *self.exit.borrow()
    }

    /// Whether it has been reaped, or whatever watched it is gone.
    pub(crate) fn is_over(&self) -> bool {
        self.exit().is_some() || self.exit.has_changed().is_err()
    }

    /// Waits until it has ended, been reaped and its last lines were read. `None` if the runtime
    /// that watched it is gone.
    pub(crate) async fn exited(&self) -> Option<ExitStatus> {
        let mut exit = self.exit.clone();
        exit.wait_for(Option::is_some)
            .await
            .ok()
            .and_then(|status| *status)
    }

    /// Waits for the same without keeping the process alive.
    pub(crate) fn over(&self) -> impl Future<Output = ()> + Send + 'static {
        let mut exit = self.exit.clone();
        async move {
            let _ = exit.wait_for(Option::is_some).await;
        }
    }

    /// The same, for at most so long.
    pub(crate) async fn exited_within(&self, limit: Duration) -> Option<ExitStatus> {
        timeout(limit, self.exited()).await.ok().flatten()
    }

    /// Removes its socket from the file system. What is connected stays so.
    pub(crate) async fn remove_socket(&self) {
        self.socket_directory.remove().await;
    }

    /// Kills it with all its descendants, unless it has ended.
    pub(crate) fn kill(&self) {
        if !self.is_over() {
            self.was_killed.store(true, Ordering::Relaxed);
        }
        self.group.kill();
    }

    /// The limit that it ran into, if that is how it ended.
    pub(crate) fn exceeded(&self) -> Option<Exceeded> {
        // How it ended tells nothing if that was the host's doing.
        let was_killed = self.was_killed.load(Ordering::Relaxed);
        let exit = self.exit().filter(|_| !was_killed);
        Exceeded::of(&self.limits, exit, &self.last_lines())
    }

    /// The last lines of its standard error.
    pub(crate) fn last_lines(&self) -> Vec<String> {
        self.tail.lines()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}

struct Supervised {
    /// Also kills when the runtime shuts down and drops the task.
    offspring: Offspring,
    stderr: Option<tokio::process::ChildStderr>,
    connector: ConnectorKey,
    tail: Tail,
    in_flight: InFlight,
    socket_directory: SocketDirectory,
    report: watch::Sender<Option<ExitStatus>>,
}

async fn supervise(supervised: Supervised) {
    let Supervised {
        mut offspring,
        stderr,
        connector,
        tail,
        in_flight,
        socket_directory,
        report,
    } = supervised;
    let stderr = stderr.map(|stderr| {
        let pump = logs::pump(stderr, Source::Stderr, connector.clone(), tail, in_flight);
        tokio::spawn(pump)
    });
    // What it left behind would hold the pipes open.
    let status = offspring.reap().await;
    if let Some(mut stderr) = stderr
        && timeout(LAST_LINES, &mut stderr).await.is_err()
    {
        // A descendant in a session of its own still holds the pipe.
        stderr.abort();
    }
    socket_directory.remove().await;
    match status {
        Ok(status) => {
            tracing::debug!(%connector, %status, "the plugin ended");
            report.send_replace(Some(status));
        }
        // Without a status the receivers see the sender gone, which also means that it is over.
        Err(error) => tracing::warn!(%connector, %error, "the plugin could not be waited for"),
    }
}
