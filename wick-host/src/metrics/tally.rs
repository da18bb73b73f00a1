//! What is counted while a host works: numbers that are added to, without a lock on the way of a call.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use wick_proto::module::Module;

use super::histogram::Times;
use super::{ConnectorMetrics, Metrics, OperationMetrics, Outcome, Reloads, StopReason};

/// What calls of operations that the plugin does not declare are counted under.
const OTHER: &str = "(other)";

/// What a host counts.
#[derive(Debug, Default)]
pub(crate) struct Tallies {
    /// Guards which connectors were there. Held for a look when a version comes, or when all is read.
    connectors: Mutex<BTreeMap<String, Arc<Tally>>>,
    /// Guards the account of reloads, which are rare.
    reloads: Mutex<Reloads>,
}

/// What is counted of one connector, over all its versions.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    /// Guards which operations there were. Held like that of the connectors.
    operations: Mutex<BTreeMap<String, Arc<Calls>>>,
    waits: Times,
    starts: Times,
    failed_starts: AtomicU64,
    abandoned_starts: AtomicU64,
    restarts: AtomicU64,
    /// The last process failed, and none was started since.
    is_lost: AtomicBool,
    stops: [AtomicU64; StopReason::ALL.len()],
}

/// What is counted of one operation.
#[derive(Debug, Default)]
pub(crate) struct Calls {
    outcomes: [AtomicU64; Outcome::ALL.len()],
    times: Times,
}

/// Where one version of a connector counts. Its operations are known, so that a call only looks.
#[derive(Debug)]
pub(crate) struct VersionTally {
    pub(crate) connector: Arc<Tally>,
    operations: HashMap<String, Arc<Calls>>,
    other: Arc<Calls>,
}

impl Tallies {
    /// Where a version of a connector counts from now on.
    pub(crate) fn version(&self, key: &str, module: &Module) -> VersionTally {
        let connector = locked(&self.connectors)
            .entry(key.to_owned())
            .or_default()
            .clone();
        let mut known = locked(&connector.operations);
        let mut calls = |operation: &str| known.entry(operation.to_owned()).or_default().clone();
        let operations = module.all_operations();
        let operations = operations
            .map(|operation| (operation.key.clone(), calls(&operation.key)))
            .collect();
        let other = calls(OTHER);
        drop(known);
        VersionTally {
            connector,
            operations,
            other,
        }
    }

    /// Counts a reload and what changed, each by its name.
    pub(crate) fn reloaded(&self, changes: impl IntoIterator<Item = &'static str>) {
        let mut reloads = locked(&self.reloads);
        reloads.done += 1;
        for change in changes {
            *reloads.changes.entry(change.to_owned()).or_default() += 1;
        }
    }

    /// Counts a reload that could not be done.
    pub(crate) fn reload_failed(&self) {
        locked(&self.reloads).failed += 1;
    }

    /// All numbers, before those that the pool knows.
    pub(crate) fn read(&self, pool: crate::host::PoolStatus) -> Metrics {
        let connectors = locked(&self.connectors);
        Metrics {
            connectors: connectors
                .iter()
                .map(|(key, tally)| tally.read(key))
                .collect(),
            pool,
            reloads: locked(&self.reloads).clone(),
        }
    }
}

impl VersionTally {
    /// Where calls of an operation count.
    pub(crate) fn calls(&self, operation: &str) -> &Arc<Calls> {
        self.operations.get(operation).unwrap_or(&self.other)
    }
}

impl Calls {
    /// Counts a call that is over.
    pub(crate) fn ended(&self, outcome: Outcome, time: Duration) {
        add(&self.outcomes[outcome as usize]);
        self.times.record(time);
    }

    fn read(&self, key: &str) -> Option<OperationMetrics> {
        let outcomes = counted(Outcome::ALL.iter().copied().zip(&self.outcomes));
        (!outcomes.is_empty()).then(|| OperationMetrics {
            key: key.to_owned(),
            outcomes,
            times: self.times.read(),
        })
    }
}

impl Tally {
    /// Counts how long a call waited for its turn and a process.
    pub(crate) fn waited(&self, time: Duration) {
        self.waits.record(time);
    }

    /// A start begins.
    pub(crate) fn starting(&self) {
        if self.is_lost.swap(false, Ordering::Relaxed) {
            add(&self.restarts);
        }
    }

    /// A start succeeded.
    pub(crate) fn started(&self, time: Duration) {
        self.starts.record(time);
    }

    /// A start failed.
    pub(crate) fn start_failed(&self) {
        add(&self.failed_starts);
    }

    /// A start was given up.
    pub(crate) fn start_abandoned(&self) {
        add(&self.abandoned_starts);
    }

    /// A process is ended.
    pub(crate) fn stopping(&self, reason: StopReason) {
        add(&self.stops[reason as usize]);
        if reason.is_failure() {
            self.is_lost.store(true, Ordering::Relaxed);
        }
    }

    fn read(&self, key: &str) -> ConnectorMetrics {
        let operations = locked(&self.operations);
        ConnectorMetrics {
            key: key.to_owned(),
            operations: operations
                .iter()
                .filter_map(|(key, calls)| calls.read(key))
                .collect(),
            waits: self.waits.read(),
            starts: self.starts.read(),
            failed_starts: self.failed_starts.load(Ordering::Relaxed),
            abandoned_starts: self.abandoned_starts.load(Ordering::Relaxed),
            restarts: self.restarts.load(Ordering::Relaxed),
            stops: counted(StopReason::ALL.iter().copied().zip(&self.stops)),
            now: None,
        }
    }
}

fn add(count: &AtomicU64) {
    count.fetch_add(1, Ordering::Relaxed);
}

/// Those that are not 0.
fn counted<'a, K: Ord>(counts: impl Iterator<Item = (K, &'a AtomicU64)>) -> BTreeMap<K, u64> {
    let counts = counts.map(|(key, count)| (key, count.load(Ordering::Relaxed)));
    counts.filter(|(_, count)| *count > 0).collect()
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Numbers are whole whatever panicked while they were added to.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use wick_proto::module::{Category, Operation};

    use super::*;

    fn module(operations: &[&str]) -> Module {
        let operation = |key: &&str| Operation {
            key: (*key).to_owned(),
            ..Operation::default()
        };
        Module {
            operations: vec![Category {
                operations: operations.iter().map(operation).collect(),
                ..Category::default()
            }],
            ..Module::default()
        }
    }

    #[test]
    fn a_new_version_goes_on_counting_and_unknown_operations_are_one() {
        let tallies = Tallies::default();
        let old = tallies.version("desk", &module(&["find", "close"]));
        old.calls("find").ended(Outcome::Ok, Duration::ZERO);
        let new = tallies.version("desk", &module(&["find", "open"]));
        new.calls("find").ended(Outcome::Ok, Duration::ZERO);
        new.calls("find").ended(Outcome::Died, Duration::ZERO);
        for number in 0..100 {
            let unknown = new.calls(&format!("made up {number}"));
            unknown.ended(Outcome::Broken, Duration::ZERO);
        }
        let metrics = tallies.read(crate::host::PoolStatus::default());
        let [desk] = metrics.connectors.as_slice() else {
            panic!("{metrics:?}")
        };
        let outcomes = |key: &str| {
            let found = desk.operations.iter().find(|found| found.key == key);
            found.map(|found| found.outcomes.clone())
        };
        let expected = [(Outcome::Ok, 2), (Outcome::Died, 1)].into();
        assert_eq!(outcomes("find"), Some(expected));
        assert_eq!(outcomes(OTHER), Some([(Outcome::Broken, 100)].into()));
        assert_eq!(
            desk.operations.len(),
            2,
            "what was never called is not told"
        );
    }

    #[test]
    fn a_start_after_a_failure_is_a_restart_once() {
        let tally = Tally::default();
        tally.starting();
        tally.stopping(StopReason::Unused);
        tally.starting();
        assert_eq!(tally.read("desk").restarts, 0);
        tally.stopping(StopReason::Died);
        tally.starting();
        tally.starting();
        assert_eq!(tally.read("desk").restarts, 1);
        let stops = [(StopReason::Died, 1), (StopReason::Unused, 1)].into();
        assert_eq!(tally.read("desk").stops, stops);
    }
}
