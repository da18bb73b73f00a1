//! Which connector has a process, who waits for one, and what to do next.
//!
//! Pure: no process, no clock, no lock, no randomness of its own. What happens comes in as a method
//! with the time at which it happens; what has to be done comes out as [`Action`]s. The shell around it
//! is [`super::core`].

mod advance;
mod ask;
mod breaker;
mod ending;
mod events;
mod place;
mod queue;
mod report;
#[cfg(test)]
mod tests;
mod versions;

pub(super) use breaker::Open;
pub(super) use report::Stand;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use self::place::{Place, Stage};
use self::queue::Queue;
use crate::error::{Failure, Holder, StartError};
use crate::metrics::StopReason;

/// A process, as far as decisions need to know it.
pub(super) trait Process: Clone {
    /// Whether calls have a chance.
    fn is_alive(&self) -> bool;

    /// How it ended, once it has.
    fn failure(&self) -> Failure;
}

/// Which version of which connector. None is ever used for another.
pub(super) type PlaceId = usize;

/// One caller that waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Ticket(u64);

/// One process, from before its start to after its end. None is ever used twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Run(u64);

/// What the pool keeps to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rules {
    /// Most processes that live at once, those that start or stop included.
    pub(super) max_processes: Option<usize>,
    /// Most callers that wait for one of them to end.
    pub(super) queue_length: usize,
    pub(super) queue_timeout: Duration,
    /// How long a process may be unused.
    pub(super) idle_timeout: Option<Duration>,
    /// How often a process is asked how it is.
    pub(super) health_interval: Option<Duration>,
    /// How long calls in flight may go on when their process is to stop.
    pub(super) drain: Duration,
}

/// What has to be done, in this order.
#[derive(Debug)]
pub(super) enum Action<P> {
    /// Start a process; then [`Pool::started`], [`Pool::failed`] or [`Pool::lost`].
    Start { place: PlaceId, run: Run },
    /// Give up a start; then [`Pool::lost`].
    Abort { run: Run },
    /// End a process; then [`Pool::stopped`].
    Stop {
        place: PlaceId,
        run: Run,
        process: P,
        reason: StopReason,
    },
    /// Ask a process how it is; then [`Pool::probed`].
    Probe {
        place: PlaceId,
        run: Run,
        process: P,
    },
    /// Tell a caller that it has a lease.
    Grant {
        ticket: Ticket,
        place: PlaceId,
        run: Run,
        process: P,
    },
    /// Tell a caller that it has none.
    Refuse { ticket: Ticket, refusal: Refusal },
}

/// The answer to a caller that asks for a process.
#[derive(Debug)]
pub(super) enum Asked<P> {
    Leased { run: Run, process: P },
    Waiting(Ticket),
    Refused(Refusal),
}

/// Why a caller gets no process.
#[derive(Debug)]
pub(super) enum Refusal {
    ShuttingDown,
    NotStarted(Arc<StartError>),
    CircuitOpen(Open),
    QueueFull {
        length: usize,
    },
    TimedOut {
        max: usize,
        holders: Vec<Holder>,
    },
    /// Whoever worked on it is gone with its runtime; it may be asked for again.
    Lost,
    /// Another version serves by now, or none; the connector may be asked for again.
    Replaced,
}

/// All connectors of a host.
pub(super) struct Pool<P> {
    rules: Rules,
    places: Vec<Place<P>>,
    /// The places that are not empty. With thousands of connectors, few are: nothing that happens for
    /// each call looks at all places.
    taken: BTreeSet<PlaceId>,
    warm: Vec<PlaceId>,
    queue: Queue,
    phase: Phase,
    tickets: u64,
    runs: u64,
    random: Random,
    actions: Vec<Action<P>>,
}

/// Numbers from 0 up to 1.
pub(super) type Random = Box<dyn FnMut() -> f64 + Send>;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// Nothing is started unless somebody asks for it.
    Lazy,
    /// The warm set is kept running.
    Warm,
    Closed,
}

impl<P: Process> Pool<P> {
    /// Places for connectors of these names, warm or not.
    pub(super) fn new(
        rules: Rules,
        connectors: impl IntoIterator<Item = (String, bool)>,
        random: Random,
    ) -> Self {
        let places: Vec<_> = connectors
            .into_iter()
            .map(|(key, warm)| Place::new(key, warm))
            .collect();
        let warm = (0..places.len()).filter(|place| places[*place].is_warm);
        Self {
            rules,
            warm: warm.collect(),
            places,
            taken: BTreeSet::new(),
            queue: Queue::default(),
            phase: Phase::Lazy,
            tickets: 0,
            runs: 0,
            random,
            actions: Vec::new(),
        }
    }

    /// What has to be done since the last time.
    pub(super) fn take_actions(&mut self) -> Vec<Action<P>> {
        std::mem::take(&mut self.actions)
    }

    /// The process of a connector, if it takes calls.
    pub(super) fn process(&self, place: PlaceId) -> Option<&P> {
        match &self.places[place].stage {
            Stage::Running(running) if running.process.is_alive() => Some(&running.process),
            _ => None,
        }
    }

    /// Whether no process is left.
    pub(super) fn is_empty(&self) -> bool {
        self.live() == 0
    }

    /// The process that is there, in whatever stage.
    pub(super) fn run(&self, place: PlaceId) -> Option<Run> {
        self.places[place].stage.run()
    }

    /// How many processes there are, those that start or stop included.
    fn live(&self) -> usize {
        self.taken.len()
    }

    fn has_room(&self) -> bool {
        self.rules.max_processes.is_none_or(|max| self.live() < max)
    }

    fn next_ticket(&mut self) -> Ticket {
        self.tickets += 1;
        Ticket(self.tickets)
    }

    /// Starts a process in an empty place; whoever waits for this connector shares it.
    fn begin(&mut self, now: Instant, place: PlaceId) {
        self.runs += 1;
        let run = Run(self.runs);
        let waiting = self.queue.remove_all_of(place);
        let begun = &mut self.places[place];
        begun.stage = Stage::Starting { run, since: now };
        self.taken.insert(place);
        begun.is_resting = false;
        begun.waiting.extend(waiting);
        self.actions.push(Action::Start { place, run });
    }

    /// Nothing is left of the process of a place.
    fn vacate(&mut self, place: PlaceId) -> &mut Place<P> {
        self.taken.remove(&place);
        let vacated = &mut self.places[place];
        vacated.stage = Stage::Empty;
        vacated
    }

    /// Ends the process of a place, which keeps its slot until that is done.
    fn end(&mut self, now: Instant, place: PlaceId, reason: StopReason) {
        let ended = &mut self.places[place];
        if let Some((run, process)) = ended.stage.stop(now) {
            self.actions.push(Action::Stop {
                place,
                run,
                process,
                reason,
            });
        }
    }

    fn refuse(&mut self, ticket: Ticket, refusal: Refusal) {
        self.actions.push(Action::Refuse { ticket, refusal });
    }
}
