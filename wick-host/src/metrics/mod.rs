//! What a host counted, and how it stands.
//!
//! ```no_run
//! # async fn show(host: &wick_host::Host) {
//! let metrics = host.metrics();
//! for connector in &metrics.connectors {
//!     let calls = connector.operations.iter().map(|operation| operation.times.count);
//!     println!("{}: {} calls, {} deaths", connector.key, calls.sum::<u64>(), connector.deaths());
//! }
//! # }
//! ```
//!
//! All of it can be serialized, and with the feature `prometheus` be written as text that Prometheus
//! reads. Names come from manifests only: whatever else is called counts as one operation. `docs/observability.md`
//! lists the metrics.

#[cfg(feature = "prometheus")]
mod exposition;
mod histogram;
mod outcome;
mod stop_reason;
mod tally;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

#[cfg(feature = "prometheus")]
pub use exposition::CONTENT_TYPE;
pub use histogram::{Bucket, Histogram};
pub use outcome::Outcome;
pub use stop_reason::StopReason;
pub(crate) use tally::{Calls, Tallies, VersionTally};

use crate::host::{ConnectorStatus, PoolStatus, State};

/// What a host counted since it was opened, and how it stands at this moment.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct Metrics {
    /// All connectors that were there, sorted by key.
    pub connectors: Vec<ConnectorMetrics>,
    /// The totals.
    pub pool: PoolStatus,
    /// How often the directory was looked at again.
    pub reloads: Reloads,
}

/// What was counted of one connector, over all its versions and processes.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct ConnectorMetrics {
    /// Its key.
    pub key: String,
    /// The operations that were called, sorted by key. Those that its manifest does not declare are one.
    pub operations: Vec<OperationMetrics>,
    /// How long calls waited for their turn and a process, its start included; nearly nothing where one runs.
    pub waits: Histogram,
    /// Starts that succeeded, and how long they took.
    pub starts: Histogram,
    /// Starts that failed.
    pub failed_starts: u64,
    /// Starts that nobody needed any more before they came to their end.
    pub abandoned_starts: u64,
    /// Starts after a death or a failed health check.
    pub restarts: u64,
    /// Processes that ended, by why; without those that never did.
    pub stops: BTreeMap<StopReason, u64>,
    /// How it stands; none if it is gone from the directory.
    pub now: Option<Now>,
}

/// What was counted of one operation.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct OperationMetrics {
    /// Its key.
    pub key: String,
    /// Calls that are over, by what became of them; without what never did.
    pub outcomes: BTreeMap<Outcome, u64>,
    /// How long they took.
    pub times: Histogram,
}

/// How a connector stands.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct Now {
    /// The plugin's version.
    pub version: String,
    /// `idle`, `broken`, `starting`, `running`, `stopping`, or `attached` to a process under a debugger.
    pub state: String,
    /// Calls that run.
    pub in_flight: usize,
    /// Calls that wait for their turn.
    pub waiting_calls: usize,
    /// Failures in a row.
    pub failures: u32,
    /// Until the next start may be tried, in seconds, if too much failed.
    pub broken_for: Option<f64>,
    /// Its process, while it takes calls.
    pub process: Option<ProcessMetrics>,
}

/// A process that takes calls.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct ProcessMetrics {
    /// Its id.
    pub pid: u32,
    /// For how long it has run, in seconds.
    pub age: f64,
    /// Resident memory in bytes, where that can be read.
    pub memory: Option<u64>,
}

/// How often the directory of plugins was looked at again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct Reloads {
    /// Reloads that were done, whatever they found.
    pub done: u64,
    /// Reloads for which the directory could not be read.
    pub failed: u64,
    /// What came of single connectors: `added`, `disabled`, `kept`, `removed`, `switched`.
    pub changes: BTreeMap<String, u64>,
}

impl ConnectorMetrics {
    /// Processes that died, or lost their connection.
    pub fn deaths(&self) -> u64 {
        self.stops.get(&StopReason::Died).copied().unwrap_or(0)
    }
}

impl Now {
    pub(crate) fn of(status: &ConnectorStatus) -> Self {
        let mut now = Self {
            version: status.version.clone(),
            state: status.state.name().to_owned(),
            waiting_calls: status.waiting_calls,
            failures: status.failures,
            ..Self::default()
        };
        match &status.state {
            State::Broken { retry_in } => now.broken_for = Some(retry_in.as_secs_f64()),
            State::Running {
                pid,
                since,
                in_flight,
                memory,
                ..
            } => {
                now.in_flight = *in_flight;
                now.process = Some(ProcessMetrics {
                    pid: *pid,
                    age: since.as_secs_f64(),
                    memory: *memory,
                });
            }
            State::Attached {
                pid,
                since,
                in_flight,
            } => {
                now.in_flight = *in_flight;
                now.process = Some(ProcessMetrics {
                    pid: *pid,
                    age: since.as_secs_f64(),
                    memory: None,
                });
            }
            State::Idle | State::Starting { .. } | State::Stopping { .. } => {}
        }
        now
    }
}
