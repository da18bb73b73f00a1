use std::time::Duration;

use tokio::time::Instant;

use super::place::Stage;
use super::{Open, PlaceId, Pool, Process};
use crate::error::{Failure, Holder};

/// How one connector stands.
#[derive(Debug)]
pub(in crate::host) struct Report<P> {
    pub(in crate::host) stand: Stand<P>,
    pub(in crate::host) is_warm: bool,
    /// In a row.
    pub(in crate::host) failures: u32,
    pub(in crate::host) last_failure: Option<(Duration, Failure)>,
}

/// What its process does, and since when.
#[derive(Debug)]
pub(in crate::host) enum Stand<P> {
    Idle,
    Broken(Open),
    Starting(Duration),
    Running {
        process: P,
        since: Duration,
        in_flight: usize,
        /// Since the last call ended, if none is in flight.
        unused: Option<Duration>,
        is_draining: bool,
    },
    Stopping(Duration),
}

impl<P: Process> Pool<P> {
    pub(in crate::host) fn report(&self, now: Instant, place: PlaceId) -> Report<P> {
        let place = &self.places[place];
        let ago = |at: Instant| now.duration_since(at);
        let stand = match &place.stage {
            Stage::Empty => match place.breaker.open(now) {
                Some(open) => Stand::Broken(open),
                None => Stand::Idle,
            },
            Stage::Starting { since, .. } => Stand::Starting(ago(*since)),
            Stage::Running(running) => Stand::Running {
                process: running.process.clone(),
                since: ago(running.since),
                in_flight: running.in_flight,
                unused: (running.in_flight == 0).then(|| ago(running.last_change)),
                is_draining: running.draining.is_some(),
            },
            Stage::Stopping { since, .. } => Stand::Stopping(ago(*since)),
        };
        let last = place.breaker.last();
        Report {
            stand,
            is_warm: place.is_warm,
            failures: place.breaker.failures(),
            last_failure: last.map(|(at, failure)| (ago(at), failure.clone())),
        }
    }

    /// How many callers wait for a process to end.
    pub(in crate::host) fn queued(&self) -> usize {
        self.queue.len()
    }

    /// How many processes there are, those that start or stop included.
    pub(in crate::host) fn processes(&self) -> usize {
        self.live()
    }

    /// The warm set.
    pub(in crate::host) fn warm(&self) -> Vec<PlaceId> {
        self.warm.clone()
    }

    pub(in crate::host) fn max_processes(&self) -> Option<usize> {
        self.rules.max_processes
    }

    /// Who has a process, and what for.
    pub(super) fn holders(&self, now: Instant) -> Vec<Holder> {
        let holder = |place: &super::Place<P>| {
            let (in_flight, since) = match &place.stage {
                Stage::Empty => return None,
                Stage::Starting { since, .. } | Stage::Stopping { since, .. } => (0, *since),
                Stage::Running(running) => (running.in_flight, running.last_change),
            };
            Some(Holder {
                connector: place.key.clone(),
                state: place.stage.word(),
                in_flight,
                since: now.duration_since(since),
            })
        };
        let taken = self.taken.iter().map(|place| &self.places[*place]);
        taken.filter_map(holder).collect()
    }
}

impl<P> Stage<P> {
    fn word(&self) -> &'static str {
        match self {
            Self::Empty => "stopped",
            Self::Starting { .. } => "starting",
            Self::Running(running) if running.draining.is_some() => "draining",
            Self::Running(running) if running.in_flight > 0 => "busy",
            Self::Running(_) => "idle",
            Self::Stopping { .. } => "stopping",
        }
    }
}
