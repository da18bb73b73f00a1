//! What a host's plugins do at the moment.

use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize, Serializer};
use wick_proto::ConnectorKey;

use super::attached::Attached;
use super::core::Core;
use super::pool::Stand;
use crate::error::Failure;
use crate::limits::PluginLimits;

/// All connectors of a host and how they stand, at one moment.
///
/// Times are how long ago, or for how long; serialized, they are seconds.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Status {
    /// Sorted by key.
    pub connectors: Vec<ConnectorStatus>,
    /// Connectors that are installed and must not run, sorted by key.
    pub disabled: Vec<ConnectorKey>,
    /// The totals.
    pub pool: PoolStatus,
}

/// How one connector stands.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct ConnectorStatus {
    /// Its key.
    pub key: ConnectorKey,
    /// The plugin's version, as its manifest says.
    pub version: String,
    /// What its process does.
    #[serde(flatten)]
    pub state: State,
    /// Whether it is kept running.
    pub warm: bool,
    /// Failures in a row: starts, deaths and health checks.
    pub failures: u32,
    /// The last failure, even if all is well again.
    pub last_failure: Option<LastFailure>,
    /// Calls that wait for their turn, as the connector has as many as it may have at once.
    pub waiting_calls: usize,
    /// What it may use at most.
    pub limits: PluginLimits,
}

/// What a connector's process does.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
#[non_exhaustive]
pub enum State {
    /// There is none; the next call starts one.
    Idle,
    /// There is none, and none is started for a while, as too much failed.
    Broken {
        /// Until the next try.
        #[serde(serialize_with = "seconds")]
        retry_in: Duration,
    },
    /// Calls go to a process that somebody started under a debugger. This host did not verify it and never ends it.
    Attached {
        /// Its id.
        pid: u32,
        /// For how long.
        #[serde(rename = "for", serialize_with = "seconds")]
        since: Duration,
        /// Calls that run.
        in_flight: usize,
    },
    /// It is being started.
    Starting {
        /// For how long.
        #[serde(rename = "for", serialize_with = "seconds")]
        since: Duration,
    },
    /// It takes calls.
    Running {
        /// Its id.
        pid: u32,
        /// For how long.
        #[serde(rename = "for", serialize_with = "seconds")]
        since: Duration,
        /// Calls that run.
        in_flight: usize,
        /// How long ago the last call ended, if none runs.
        #[serde(serialize_with = "maybe_seconds")]
        unused: Option<Duration>,
        /// Resident memory in bytes, where that can be read.
        memory: Option<u64>,
        /// Whether it takes no more calls and stops when those that run have ended.
        draining: bool,
    },
    /// It was asked to end.
    Stopping {
        /// For how long.
        #[serde(rename = "for", serialize_with = "seconds")]
        since: Duration,
    },
}

impl State {
    /// Its name, as it is serialized.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Attached { .. } => "attached",
            Self::Idle => "idle",
            Self::Broken { .. } => "broken",
            Self::Starting { .. } => "starting",
            Self::Running { .. } => "running",
            Self::Stopping { .. } => "stopping",
        }
    }
}

/// A failure that was.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct LastFailure {
    /// How long ago.
    #[serde(serialize_with = "seconds")]
    pub ago: Duration,
    /// What failed; serialized, its text.
    #[serde(serialize_with = "text")]
    pub failure: Failure,
}

/// How full a host is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct PoolStatus {
    /// Processes that live, those that start or stop included.
    pub processes: usize,
    /// The most of them.
    pub max_processes: Option<usize>,
    /// Callers that wait for one of them to end.
    pub queued: usize,
    /// Calls that run.
    pub in_flight: usize,
}

impl Core {
    pub(super) fn status(self: &Arc<Self>) -> Status {
        let (serving, disabled) = self.look(|registry| (registry.serving(), registry.disabled()));
        let (reports, mut pool) = self.act(|book, now| {
            let reports: Vec<_> = serving
                .iter()
                .map(|(place, _)| book.pool.report(now, *place))
                .collect();
            let pool = PoolStatus {
                processes: book.pool.processes(),
                max_processes: book.pool.max_processes(),
                queued: book.pool.queued(),
                in_flight: 0,
            };
            (reports, pool)
        });
        let connectors = serving.into_iter().zip(reports);
        let connectors = connectors.map(|((_, connector), report)| {
            let manifest = connector.verified.manifest();
            ConnectorStatus {
                key: connector.verified.key().clone(),
                version: manifest.version.clone(),
                state: self
                    .attached(connector.verified.key())
                    .unwrap_or_else(|| state(report.stand)),
                warm: report.is_warm,
                failures: report.failures,
                last_failure: report
                    .last_failure
                    .map(|(ago, failure)| LastFailure { ago, failure }),
                waiting_calls: connector.turns.as_ref().map_or(0, |turns| turns.waiting()),
                limits: connector.launch.limits,
            }
        });
        let connectors: Vec<_> = connectors.collect();
        let in_flight = connectors.iter().map(|connector| match connector.state {
            State::Attached { in_flight, .. } | State::Running { in_flight, .. } => in_flight,
            _ => 0,
        });
        pool.in_flight = in_flight.sum();
        Status {
            connectors,
            disabled,
            pool,
        }
    }

    fn attached(&self, key: &ConnectorKey) -> Option<State> {
        let state = |attached: &Attached| State::Attached {
            pid: attached.client.process_id(),
            since: attached.since.elapsed(),
            in_flight: attached.in_flight(),
        };
        self.attachments.attached(key.as_str(), state)
    }
}

fn state(stand: Stand<Arc<crate::client::Client>>) -> State {
    match stand {
        Stand::Idle => State::Idle,
        Stand::Broken(open) => State::Broken {
            retry_in: open.wait,
        },
        Stand::Starting(since) => State::Starting { since },
        Stand::Running {
            process,
            since,
            in_flight,
            unused,
            is_draining,
        } => State::Running {
            pid: process.process_id(),
            since,
            in_flight,
            unused,
            memory: memory(process.process_id()),
            draining: is_draining,
        },
        Stand::Stopping(since) => State::Stopping { since },
    }
}

/// The resident memory of a process in bytes (`man 5 proc_pid_status`).
#[cfg(target_os = "linux")]
pub(crate) fn memory(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kib: u64 = line.trim().strip_suffix(" kB")?.trim().parse().ok()?;
    Some(kib << 10)
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn memory(_: u32) -> Option<u64> {
    None
}

fn seconds<S: Serializer>(time: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(time.as_secs_f64())
}

fn maybe_seconds<S: Serializer>(time: &Option<Duration>, serializer: S) -> Result<S::Ok, S::Error> {
    match time {
        Some(time) => seconds(time, serializer),
        None => serializer.serialize_none(),
    }
}

fn text<S: Serializer>(failure: &Failure, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(failure)
}
