//! Versions of a connector: each has a place of its own, and a new one is tried out beside the one that
//! serves.

use tokio::time::Instant;

use super::place::Place;
use super::{Asked, Phase, PlaceId, Pool, Process, Refusal};

impl<P: Process> Pool<P> {
    /// A place for one more connector, or for one more version of one.
    pub(in crate::host) fn add(&mut self, key: String) -> PlaceId {
        self.places.push(Place::new(key, false));
        self.places.len() - 1
    }

    /// Starts a process in a place that nobody calls yet. It may be one more than there is room for: a
    /// host whose places are all taken must be able to take a new version, too.
    pub(in crate::host) fn try_out(&mut self, now: Instant, place: PlaceId) -> Asked<P> {
        if self.phase == Phase::Closed {
            return Asked::Refused(Refusal::ShuttingDown);
        }
        self.begin(now, place);
        let ticket = self.next_ticket();
        self.places[place].waiting.push(ticket);
        Asked::Waiting(ticket)
    }

    /// A place takes calls from now on, and may be kept running.
    pub(in crate::host) fn admit(&mut self, now: Instant, place: PlaceId, is_warm: bool) {
        if is_warm {
            self.places[place].is_warm = true;
            self.warm.push(place);
        }
        self.serve(now);
    }

    /// A place takes over from another, which is [retired](Self::retire).
    pub(in crate::host) fn replace(&mut self, now: Instant, old: PlaceId, new: PlaceId) {
        let had_process = !self.places[old].stage.is_empty();
        let is_warm = self.places[old].is_warm;
        self.places[new].is_resting = self.places[old].is_resting;
        self.retire(now, old);
        self.admit(now, new, is_warm);
        let is_over = self
            .rules
            .max_processes
            .is_some_and(|max| self.live() > max);
        // What was started for the trial only takes nobody's place.
        if is_over && !had_process {
            self.drain(now, new);
        }
    }

    /// A place takes no calls any more, ever: whoever waits for it asks anew for the connector. Calls in
    /// flight may finish first.
    pub(in crate::host) fn retire(&mut self, now: Instant, place: PlaceId) {
        let retired = &mut self.places[place];
        retired.is_retired = true;
        retired.is_warm = false;
        self.warm.retain(|warm| *warm != place);
        for ticket in self.queue.remove_all_of(place) {
            self.refuse(ticket, Refusal::Replaced);
        }
        self.drain(now, place);
        self.serve(now);
    }
}
