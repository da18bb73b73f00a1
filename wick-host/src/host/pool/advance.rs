//! What falls due: the queue, timeouts, idle processes, health checks, the warm set.

use tokio::time::Instant;

use super::place::{Probe, Stage};
use super::{Action, Phase, PlaceId, Pool, Process, Refusal};
use crate::metrics::StopReason;

impl<P: Process> Pool<P> {
    /// Does what is due.
    pub(in crate::host) fn advance(&mut self, now: Instant) {
        self.give_up_waiting(now);
        let taken: Vec<_> = self.taken.iter().copied().collect();
        for place in taken {
            self.advance_place(now, place);
        }
        self.serve(now);
    }

    /// When [`advance`](Self::advance) has next something to do, if nothing else happens.
    pub(in crate::host) fn next_due(&self, now: Instant) -> Option<Instant> {
        let late = self.queue.next_late(self.rules.queue_timeout);
        let places = self.taken.iter().chain(&self.warm);
        places
            .filter_map(|place| self.place_due(now, *place))
            .chain(late)
            .min()
    }

    /// Keeps the warm set running from now on.
    pub(in crate::host) fn warm_up(&mut self, now: Instant) {
        if self.phase == Phase::Lazy {
            self.phase = Phase::Warm;
        }
        self.serve(now);
    }

    /// Gives free slots to whoever waits, and makes room for them.
    pub(super) fn serve(&mut self, now: Instant) {
        let mut short = 0;
        for place in self.queue.places() {
            // A connector whose own process is on its way out waits for that one's slot only.
            if !self.places[place].stage.is_empty() {
                continue;
            }
            if let Some(open) = self.places[place].breaker.open(now) {
                for ticket in self.queue.remove_all_of(place) {
                    self.refuse(ticket, Refusal::CircuitOpen(open.clone()));
                }
            } else if short == 0 && self.has_room() {
                self.begin(now, place);
            } else {
                short += 1;
            }
        }
        self.keep_warm(now, &mut short);
        self.make_room(now, short);
    }

    fn keep_warm(&mut self, now: Instant, short: &mut usize) {
        if self.phase != Phase::Warm {
            return;
        }
        for place in self.warm.clone() {
            if !self.is_cold(place) || self.places[place].breaker.open(now).is_some() {
                continue;
            }
            match *short == 0 && self.has_room() {
                true => self.begin(now, place),
                false => *short += 1,
            }
        }
    }

    /// Whether it should run and does not.
    fn is_cold(&self, place: PlaceId) -> bool {
        let place = &self.places[place];
        place.is_warm && !place.is_resting && place.stage.is_empty()
    }

    /// Ends the least recently used idle processes, as many as are needed beyond those that end anyway.
    fn make_room(&mut self, now: Instant, needed: usize) {
        let waited_for = self.queue.places();
        let ending = self
            .taken
            .iter()
            .filter(|place| self.places[**place].stage.is_stopping())
            // The slot of one that is waited for is taken again.
            .filter(|place| !waited_for.contains(place))
            .count();
        for _ in ending..needed {
            let idle = self
                .taken
                .iter()
                .filter_map(|place| Some((self.places[*place].idle_since()?, *place)))
                .min();
            let Some((_, place)) = idle else { return };
            self.end(now, place, StopReason::Evicted);
        }
    }

    fn give_up_waiting(&mut self, now: Instant) {
        let late = self.queue.remove_late(now, self.rules.queue_timeout);
        if late.is_empty() {
            return;
        }
        let holders = self.holders(now);
        for ticket in late {
            let refusal = Refusal::TimedOut {
                max: self.rules.max_processes.unwrap_or(usize::MAX),
                holders: holders.clone(),
            };
            self.refuse(ticket, refusal);
        }
    }

    fn advance_place(&mut self, now: Instant, place: PlaceId) {
        let idle_timeout = self.rules.idle_timeout;
        let advanced = &mut self.places[place];
        let idle_since = advanced.idle_since();
        let Stage::Running(running) = &mut advanced.stage else {
            return;
        };
        let is_drained = running.draining.is_some_and(|deadline| deadline <= now);
        let is_unused = idle_since
            .zip(idle_timeout)
            .is_some_and(|(since, timeout)| now.duration_since(since) >= timeout);
        if is_drained {
            self.end(now, place, self.drained_for(place));
        } else if is_unused {
            self.end(now, place, StopReason::Unused);
        } else if let Probe::At(at) = running.probe
            && at <= now
        {
            running.probe = Probe::Asked;
            let (run, process) = (running.run, running.process.clone());
            self.actions.push(Action::Probe {
                place,
                run,
                process,
            });
        }
    }

    fn place_due(&self, now: Instant, place: PlaceId) -> Option<Instant> {
        if self.phase == Phase::Warm && self.is_cold(place) {
            // One that may be started waits for room, which comes with an event of its own.
            return self.places[place].breaker.until().filter(|at| *at > now);
        }
        let Stage::Running(running) = &self.places[place].stage else {
            return None;
        };
        let idle = self.places[place].idle_since();
        let idle = idle.zip(self.rules.idle_timeout);
        let unused = idle.and_then(|(since, timeout)| since.checked_add(timeout));
        let probe = match running.probe {
            Probe::At(at) => Some(at),
            Probe::Never | Probe::Asked => None,
        };
        [unused, probe, running.draining]
            .into_iter()
            .flatten()
            .min()
    }
}
