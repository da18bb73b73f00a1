//! Everything that the pool promises, to the nanosecond: it has no clock of its own.

mod versions;

use std::cell::Cell;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::*;
use crate::error::StartCause;

const SECOND: Duration = Duration::from_secs(1);
const NANOSECOND: Duration = Duration::from_nanos(1);
const A: PlaceId = 0;
const B: PlaceId = 1;
const C: PlaceId = 2;

/// A start that failed.
pub(super) fn not_started() -> Failure {
    Failure::Start(error())
}

fn error() -> Arc<StartError> {
    Arc::new(StartError {
        connector: "slow".parse().unwrap(),
        binary: PathBuf::from("/plugins/slow/slow"),
        cause: StartCause::TimedOut(60 * SECOND),
        exit: None,
        exceeded: None,
        last_lines: Vec::new(),
    })
}

#[derive(Clone, Debug)]
struct Fake(Rc<Cell<bool>>);

impl Fake {
    fn new() -> Self {
        Self(Rc::new(Cell::new(true)))
    }
}

impl Process for Fake {
    fn is_alive(&self) -> bool {
        self.0.get()
    }

    fn failure(&self) -> Failure {
        Failure::Unhealthy("dead".to_owned())
    }
}

/// A pool of connectors `a`, `b`, … and a clock.
struct World {
    pool: Pool<Fake>,
    now: Instant,
    actions: Vec<Action<Fake>>,
}

impl World {
    fn new(cap: usize, change: impl FnOnce(&mut Rules)) -> Self {
        Self::with_warm(cap, &[], change)
    }

    fn with_warm(cap: usize, warm: &[PlaceId], change: impl FnOnce(&mut Rules)) -> Self {
        let mut rules = Rules {
            max_processes: Some(cap),
            queue_length: 3,
            queue_timeout: 10 * SECOND,
            idle_timeout: Some(300 * SECOND),
            health_interval: None,
            drain: 5 * SECOND,
        };
        change(&mut rules);
        let connectors = ["a", "b", "c", "d"].into_iter().enumerate();
        let connectors = connectors.map(|(place, key)| (key.to_owned(), warm.contains(&place)));
        Self {
            pool: Pool::new(rules, connectors, Box::new(|| 1.0)),
            now: Instant::now(),
            actions: Vec::new(),
        }
    }

    fn pass(&mut self, time: Duration) {
        self.now += time;
        self.pool.advance(self.now);
    }

    fn waiting(&mut self, place: PlaceId) -> Ticket {
        match self.pool.ask(self.now, place) {
            Asked::Waiting(ticket) => ticket,
            other => panic!("{other:?}"),
        }
    }

    fn refused(&mut self, place: PlaceId) -> Refusal {
        match self.pool.ask(self.now, place) {
            Asked::Refused(refusal) => refusal,
            other => panic!("{other:?}"),
        }
    }

    /// Has a process run and a call in flight on it.
    fn call(&mut self, place: PlaceId) -> Run {
        if let Asked::Leased { run, .. } = self.pool.ask(self.now, place) {
            return run;
        }
        let run = self.start_of(place);
        self.pool.started(self.now, place, run, Fake::new());
        self.granted();
        run
    }

    /// Has a process run without a call.
    fn idle(&mut self, place: PlaceId) -> Run {
        let run = self.call(place);
        self.release(place, run);
        run
    }

    fn release(&mut self, place: PlaceId, run: Run) {
        self.pool.release(self.now, place, run);
    }

    fn stopped(&mut self, place: PlaceId, run: Run) {
        self.pool.stopped(self.now, place, run);
    }

    fn died(&mut self, place: PlaceId, run: Run) {
        self.pool.died(self.now, place, run);
        assert_eq!(self.stop(), Some((place, run, StopReason::Died)));
        self.stopped(place, run);
    }

    /// Takes the first action of a kind.
    fn take<T>(&mut self, pick: impl Fn(&Action<Fake>) -> Option<T>) -> Option<T> {
        self.actions.extend(self.pool.take_actions());
        let index = self
            .actions
            .iter()
            .position(|action| pick(action).is_some())?;
        pick(&self.actions.remove(index))
    }

    fn start(&mut self) -> Option<(PlaceId, Run)> {
        self.take(|action| match action {
            Action::Start { place, run } => Some((*place, *run)),
            _ => None,
        })
    }

    fn start_of(&mut self, expected: PlaceId) -> Run {
        let (place, run) = self.start().expect("a start");
        assert_eq!(place, expected);
        run
    }

    fn stop(&mut self) -> Option<(PlaceId, Run, StopReason)> {
        self.take(|action| match action {
            Action::Stop {
                place, run, reason, ..
            } => Some((*place, *run, *reason)),
            _ => None,
        })
    }

    fn granted(&mut self) -> Vec<Ticket> {
        let mut tickets = Vec::new();
        while let Some(ticket) = self.take(|action| match action {
            Action::Grant { ticket, .. } => Some(*ticket),
            _ => None,
        }) {
            tickets.push(ticket);
        }
        tickets
    }

    /// Takes the refusal of one caller, as its text.
    fn refusal(&mut self, of: Ticket) -> Option<String> {
        self.take(|action| match action {
            Action::Refuse { ticket, refusal } if *ticket == of => Some(format!("{refusal:?}")),
            _ => None,
        })
    }
}

#[test]
fn callers_of_one_connector_share_one_start() {
    let mut world = World::new(8, |_| {});
    let tickets: Vec<_> = (0..64).map(|_| world.waiting(A)).collect();
    let run = world.start_of(A);
    assert_eq!(world.start(), None);
    world.pool.started(world.now, A, run, Fake::new());
    assert_eq!(world.granted(), tickets);
}

#[test]
fn queued_callers_of_one_connector_share_one_start() {
    let mut world = World::new(1, |_| {});
    let a = world.call(A);
    let (first, second) = (world.waiting(B), world.waiting(B));
    assert_eq!(world.start(), None);
    world.release(A, a);
    assert_eq!(world.stop(), Some((A, a, StopReason::Evicted)));
    world.stopped(A, a);
    let b = world.start_of(B);
    assert_eq!(world.start(), None);
    world.pool.started(world.now, B, b, Fake::new());
    assert_eq!(world.granted(), [first, second]);
    assert_eq!(world.pool.processes(), 1);
}

#[test]
fn a_slot_counts_until_its_process_is_gone() {
    let mut world = World::new(1, |_| {});
    let a = world.idle(A);
    world.waiting(B);
    assert_eq!(world.stop(), Some((A, a, StopReason::Evicted)));
    assert_eq!(world.start(), None, "it is still stopping");
    world.stopped(A, a);
    world.start_of(B);
}

#[test]
fn the_least_recently_used_process_makes_room_unless_it_is_busy_or_warm() {
    let mut world = World::with_warm(3, &[A], |_| {});
    world.idle(A);
    world.pass(SECOND);
    let b = world.idle(B);
    world.pass(SECOND);
    let c = world.idle(C);
    world.pass(SECOND);
    // Used again, so that C is the one.
    assert_eq!(world.idle(B), b);
    world.waiting(3);
    assert_eq!(world.stop(), Some((C, c, StopReason::Evicted)));
    assert_eq!(world.stop(), None, "one place is enough");
}

#[test]
fn the_queue_is_served_first_come_first_served() {
    let mut world = World::new(1, |_| {});
    let a = world.call(A);
    let (c, b) = (world.waiting(C), world.waiting(B));
    world.release(A, a);
    world.stopped(A, a);
    let run = world.start_of(C);
    world.pool.started(world.now, C, run, Fake::new());
    assert_eq!(world.granted(), [c]);
    world.release(C, run);
    world.stopped(C, run);
    let run = world.start_of(B);
    world.pool.started(world.now, B, run, Fake::new());
    assert_eq!(world.granted(), [b]);
}

#[test]
fn whoever_waits_for_its_own_process_to_stop_holds_up_nobody() {
    let mut world = World::new(2, |_| {});
    let a = world.idle(A);
    world.pool.stop(world.now, A);
    let again = world.waiting(A);
    world.waiting(B);
    world.start_of(B);
    world.stopped(A, a);
    let run = world.start_of(A);
    world.pool.started(world.now, A, run, Fake::new());
    assert_eq!(world.granted(), [again]);
}

#[test]
fn a_caller_that_leaves_the_queue_is_out_of_it_at_once() {
    let mut world = World::new(1, |_| {});
    let a = world.call(A);
    let (first, second) = (world.waiting(B), world.waiting(C));
    world.pool.leave(world.now, first);
    assert_eq!(world.pool.queued(), 1);
    world.release(A, a);
    world.stopped(A, a);
    let c = world.start_of(C);
    world.pool.started(world.now, C, c, Fake::new());
    assert_eq!(world.granted(), [second]);
    assert_eq!(world.start(), None);
}

#[test]
fn a_caller_waits_exactly_until_the_timeout_and_learns_who_holds_the_places() {
    let mut world = World::new(1, |_| {});
    world.call(A);
    world.call(A);
    world.pass(SECOND);
    let ticket = world.waiting(B);
    assert_eq!(
        world.pool.next_due(world.now),
        Some(world.now + 10 * SECOND)
    );
    world.pass(10 * SECOND - NANOSECOND);
    assert_eq!(world.refusal(ticket), None);
    world.pass(NANOSECOND);
    let refusal = world.refusal(ticket).unwrap();
    assert!(refusal.contains("TimedOut { max: 1"), "{refusal}");
    let holder = r#"connector: "a", state: "busy", in_flight: 2, since: 11s"#;
    assert!(refusal.contains(holder), "{refusal}");
    assert_eq!(world.pool.queued(), 0);
}

#[test]
fn the_queue_is_no_longer_than_it_may_be() {
    let mut world = World::new(1, |_| {});
    world.call(A);
    (0..3).for_each(|_| {
        world.waiting(B);
    });
    let refusal = world.refused(C);
    assert!(matches!(refusal, Refusal::QueueFull { length: 3 }));
    assert_eq!(world.pool.queued(), 3);
}

#[test]
fn the_breaker_is_asked_again_after_the_wait() {
    let mut world = World::new(1, |_| {});
    let a = world.call(A);
    world.died(A, a);
    let a = world.call(A);
    world.pool.stop(world.now, A);
    let ticket = world.waiting(A);
    // The second death in a row, while somebody is in line for the next process.
    world.died(A, a);
    let refusal = world.refusal(ticket).unwrap();
    assert!(refusal.contains("CircuitOpen"), "{refusal}");
    assert_eq!(world.start(), None);
}

#[test]
fn an_idle_process_ends_exactly_at_its_last_use_plus_the_timeout() {
    let mut world = World::new(8, |_| {});
    assert_eq!(world.pool.next_due(world.now), None);
    let a = world.call(A);
    assert_eq!(world.pool.next_due(world.now), None, "a call is in flight");
    world.pass(1000 * SECOND);
    world.release(A, a);
    let due = world.now + 300 * SECOND;
    assert_eq!(world.pool.next_due(world.now), Some(due));
    world.pass(299 * SECOND);
    assert_eq!(world.idle(A), a);
    assert_eq!(
        world.pool.next_due(world.now),
        Some(world.now + 300 * SECOND)
    );
    world.pass(300 * SECOND - NANOSECOND);
    assert_eq!(world.stop(), None);
    world.pass(NANOSECOND);
    assert_eq!(world.stop(), Some((A, a, StopReason::Unused)));
    world.stopped(A, a);
    assert_eq!(
        world.pool.next_due(world.now),
        None,
        "nothing runs, nothing wakes"
    );
}

#[test]
fn the_warm_set_starts_stays_and_comes_back_through_the_breaker() {
    let mut world = World::with_warm(2, &[B], |_| {});
    assert_eq!(world.start(), None);
    world.pool.warm_up(world.now);
    let run = world.start_of(B);
    world.pool.started(world.now, B, run, Fake::new());
    world.pass(10_000 * SECOND);
    assert_eq!(world.stop(), None, "it is never unused");
    world.call(A);
    world.waiting(C);
    assert_eq!(world.stop(), None, "it makes room for nobody");
    world.pass(10 * SECOND);

    world.died(B, run);
    let run = world.start_of(B);
    world.pool.started(world.now, B, run, Fake::new());
    world.died(B, run);
    assert_eq!(world.start(), None, "the second death in a row opens it");
    let due = world.now + 2 * SECOND;
    assert_eq!(world.pool.next_due(world.now), Some(due));
    world.pass(2 * SECOND - NANOSECOND);
    assert_eq!(world.start(), None);
    world.pass(NANOSECOND);
    world.start_of(B);
}

#[test]
fn a_warm_one_that_was_told_to_stop_rests_until_it_is_called() {
    let mut world = World::with_warm(2, &[A], |_| {});
    world.pool.warm_up(world.now);
    let run = world.start_of(A);
    world.pool.started(world.now, A, run, Fake::new());
    world.pool.stop(world.now, A);
    assert_eq!(world.stop(), Some((A, run, StopReason::Asked)));
    world.stopped(A, run);
    assert_eq!(world.start(), None);
    let run = world.call(A);
    world.died(A, run);
    world.start_of(A);
}

#[test]
fn a_connection_alone_does_not_close_the_breaker_and_an_answer_does() {
    let mut world = World::new(8, |_| {});
    let fail = |world: &mut World| {
        let ticket = world.waiting(A);
        let run = world.start_of(A);
        world.pool.failed(world.now, A, run, &error());
        let refusal = world.refusal(ticket).unwrap();
        assert!(refusal.contains("NotStarted"), "{refusal}");
    };
    fail(&mut world);
    assert!(matches!(
        world.refused(A),
        Refusal::CircuitOpen(open) if open.wait == SECOND && open.failures == 1
    ));
    // Half-open: one trial, which all callers share.
    world.pass(SECOND);
    let run = world.call(A);
    let again = world.call(A);
    assert_eq!(run, again);
    world.died(A, run);
    assert!(matches!(
        world.refused(A),
        Refusal::CircuitOpen(open) if open.wait == 2 * SECOND && open.failures == 2
    ));
    world.pass(2 * SECOND);
    let run = world.call(A);
    world.pool.answered(A, run);
    assert_eq!(world.pool.report(world.now, A).failures, 0);
    world.died(A, run);
    assert!(matches!(
        world.refused(A),
        Refusal::CircuitOpen(open) if open.wait == SECOND && open.failures == 1
    ));
    world.pool.reset(world.now, A);
    world.call(A);
}

#[test]
fn a_death_that_nobody_has_seen_yet_is_noticed_by_the_next_call() {
    let mut world = World::new(8, |_| {});
    let run = world.idle(A);
    world.pool.process(A).unwrap().0.set(false);
    let ticket = world.waiting(A);
    assert_eq!(world.stop(), Some((A, run, StopReason::Died)));
    // The watcher comes late; that is not a second death.
    world.pool.died(world.now, A, run);
    assert_eq!(world.pool.report(world.now, A).failures, 1);
    world.stopped(A, run);
    let run = world.start_of(A);
    world.pool.started(world.now, A, run, Fake::new());
    assert_eq!(world.granted(), [ticket]);
}

#[test]
fn a_process_whose_calls_another_takes_ends_once_it_has_none_and_not_before() {
    let mut world = World::with_warm(1, &[A], |_| {});
    let run = world.call(A);
    assert!(world.pool.rest(world.now, A).is_ok());
    assert_eq!(world.stop(), None);
    // It is still there for whoever asks.
    assert_eq!(world.call(A), run);
    world.release(A, run);
    world.release(A, run);
    assert!(world.pool.rest(world.now, A).is_ok());
    assert_eq!(world.stop(), Some((A, run, StopReason::Replaced)));
    world.stopped(A, run);
    world.pool.warm_up(world.now);
    assert!(world.pool.is_empty(), "a warm one rests");
    world.pool.close(world.now);
    assert!(world.pool.rest(world.now, A).is_err());
}

#[test]
fn calls_in_flight_finish_before_a_stop_and_new_ones_wait_for_the_next_process() {
    let mut world = World::new(8, |_| {});
    let run = world.call(A);
    world.pool.stop(world.now, A);
    assert_eq!(world.stop(), None);
    world.waiting(A);
    world.pass(4 * SECOND);
    world.release(A, run);
    assert_eq!(world.stop(), Some((A, run, StopReason::Asked)));
    world.stopped(A, run);
    world.start_of(A);
}

#[test]
fn a_stop_waits_for_calls_exactly_as_long_as_it_may() {
    let mut world = World::new(8, |_| {});
    let run = world.call(A);
    world.pool.close(world.now);
    assert!(matches!(world.refused(A), Refusal::ShuttingDown));
    assert!(matches!(world.refused(B), Refusal::ShuttingDown));
    assert_eq!(world.pool.next_due(world.now), Some(world.now + 5 * SECOND));
    world.pass(5 * SECOND - NANOSECOND);
    assert_eq!(world.stop(), None);
    world.pass(NANOSECOND);
    assert_eq!(world.stop(), Some((A, run, StopReason::ShutDown)));
    // Too late to matter.
    world.release(A, run);
    assert!(!world.pool.is_empty());
    world.stopped(A, run);
    assert!(world.pool.is_empty());
}

#[test]
fn closing_gives_up_starts_and_refuses_whoever_waits() {
    let mut world = World::new(1, |_| {});
    let (first, second) = (world.waiting(A), world.waiting(B));
    let run = world.start_of(A);
    world.pool.close(world.now);
    for ticket in [first, second] {
        let refusal = world.refusal(ticket).unwrap();
        assert!(refusal.contains("ShuttingDown"), "{refusal}");
    }
    let aborted = world.take(|action| match action {
        Action::Abort { run } => Some(*run),
        _ => None,
    });
    assert_eq!(aborted, Some(run));
    // It came to its end just then: its process must not be lost.
    world.pool.started(world.now, A, run, Fake::new());
    assert_eq!(world.stop(), Some((A, run, StopReason::GivenUp)));
    world.stopped(A, run);
    assert!(world.pool.is_empty());
}

#[test]
fn a_process_that_fails_its_health_check_is_killed_and_that_counts() {
    let mut world = World::new(8, |rules| rules.health_interval = Some(30 * SECOND));
    let run = world.call(A);
    let probe = |world: &mut World| {
        world.take(|action| match action {
            Action::Probe { run, .. } => Some(*run),
            _ => None,
        })
    };
    world.pass(30 * SECOND - NANOSECOND);
    assert_eq!(probe(&mut world), None);
    world.pass(NANOSECOND);
    assert_eq!(probe(&mut world), Some(run));
    assert_eq!(world.pool.next_due(world.now), None, "one at a time");
    world.pool.probed(world.now, A, run, Ok(()));
    world.pass(30 * SECOND);
    assert_eq!(probe(&mut world), Some(run));
    let hung = Err("no answer within 10s".to_owned());
    world.pool.probed(world.now, A, run, hung);
    assert_eq!(world.stop(), Some((A, run, StopReason::Unhealthy)));
    assert_eq!(world.pool.report(world.now, A).failures, 1);
}

/// Anything may happen in any order: the cap holds, and every caller gets one answer.
#[test]
fn no_order_of_events_breaks_the_cap_or_loses_a_caller() {
    let mut seed = 42_u64;
    let mut random = move |below: usize| {
        // Knuth's generator; its high bits are good enough.
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (usize::try_from(seed >> 33).unwrap()) % below
    };
    for _ in 0..200 {
        let mut world = World::with_warm(2, &[3], |rules| rules.queue_length = 5);
        world.pool.warm_up(world.now);
        let (mut waiting, mut leases) = (Vec::new(), Vec::new());
        let (mut starting, mut stopping) = (Vec::new(), Vec::new());
        for step in 0..400 {
            let place = random(4);
            match random(9) {
                _ if step == 350 => world.pool.close(world.now),
                0 | 1 => match world.pool.ask(world.now, place) {
                    Asked::Leased { run, .. } => leases.push((place, run)),
                    Asked::Waiting(ticket) => waiting.push(ticket),
                    Asked::Refused(_) => {}
                },
                2 if !leases.is_empty() => {
                    let (place, run) = leases.swap_remove(random(leases.len()));
                    world.release(place, run);
                }
                3 if !starting.is_empty() => {
                    let (place, run) = starting.swap_remove(random(starting.len()));
                    match random(4) {
                        0 => world.pool.failed(world.now, place, run, &error()),
                        1 => world.pool.lost(world.now, place, run),
                        _ => world.pool.started(world.now, place, run, Fake::new()),
                    }
                }
                4 if !stopping.is_empty() => {
                    let (place, run) = stopping.swap_remove(random(stopping.len()));
                    world.stopped(place, run);
                }
                5 if !waiting.is_empty() => {
                    let ticket = waiting.swap_remove(random(waiting.len()));
                    world.pool.leave(world.now, ticket);
                }
                6 => world.pass(SECOND * u32::try_from(random(40)).unwrap()),
                7 if random(5) == 0 => world.pool.stop(world.now, place),
                8 if random(5) == 0 => {
                    if let Some(process) = world.pool.process(place) {
                        process.0.set(false);
                    }
                }
                _ => {}
            }
            for action in world.pool.take_actions() {
                match action {
                    Action::Start { place, run } => starting.push((place, run)),
                    Action::Abort { run } => {
                        let index = starting.iter().position(|start| start.1 == run).unwrap();
                        let (place, run) = starting.swap_remove(index);
                        world.pool.lost(world.now, place, run);
                    }
                    Action::Stop { place, run, .. } => stopping.push((place, run)),
                    Action::Grant {
                        ticket, place, run, ..
                    } => {
                        let index = waiting.iter().position(|own| *own == ticket).unwrap();
                        waiting.swap_remove(index);
                        leases.push((place, run));
                    }
                    Action::Refuse { ticket, .. } => {
                        let index = waiting.iter().position(|own| *own == ticket).unwrap();
                        waiting.swap_remove(index);
                    }
                    Action::Probe { .. } => {}
                }
            }
            assert!(world.pool.processes() <= 2);
            assert!(starting.len() + stopping.len() <= 2);
        }
        // Everything comes to its end, whatever there was.
        for _ in 0..20 {
            world.pass(100 * SECOND);
            for action in world.pool.take_actions() {
                match action {
                    Action::Stop { place, run, .. } => stopping.push((place, run)),
                    other => panic!("{other:?}"),
                }
            }
            for (place, run) in starting.drain(..) {
                world.pool.lost(world.now, place, run);
            }
            for (place, run) in stopping.drain(..) {
                world.stopped(place, run);
            }
        }
        assert!(world.pool.is_empty());
        assert_eq!(world.pool.queued(), 0);
        assert!(waiting.is_empty(), "{waiting:?}");
    }
}
