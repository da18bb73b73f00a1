use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

use super::{PlaceId, Ticket};

/// Callers that wait for a process to end, first come, first served.
#[derive(Debug, Default)]
pub(super) struct Queue {
    waiting: VecDeque<Waiting>,
}

#[derive(Clone, Copy, Debug)]
struct Waiting {
    ticket: Ticket,
    place: PlaceId,
    since: Instant,
}

impl Queue {
    pub(super) fn len(&self) -> usize {
        self.waiting.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    pub(super) fn push(&mut self, now: Instant, ticket: Ticket, place: PlaceId) {
        self.waiting.push_back(Waiting {
            ticket,
            place,
            since: now,
        });
    }

    /// Whether it was there.
    pub(super) fn remove(&mut self, ticket: Ticket) -> bool {
        let before = self.waiting.len();
        self.waiting.retain(|waiting| waiting.ticket != ticket);
        self.waiting.len() < before
    }

    /// Takes out all that wait for one connector.
    pub(super) fn remove_all_of(&mut self, place: PlaceId) -> Vec<Ticket> {
        let tickets = self.waiting.iter().filter(|waiting| waiting.place == place);
        let tickets = tickets.map(|waiting| waiting.ticket).collect();
        self.waiting.retain(|waiting| waiting.place != place);
        tickets
    }

    /// Takes out all.
    pub(super) fn remove_all(&mut self) -> Vec<Ticket> {
        let tickets = self.waiting.drain(..);
        tickets.map(|waiting| waiting.ticket).collect()
    }

    /// Takes out whoever has waited for so long.
    pub(super) fn remove_late(&mut self, now: Instant, timeout: Duration) -> Vec<Ticket> {
        let late = |waiting: &Waiting| now.duration_since(waiting.since) >= timeout;
        let tickets = self.waiting.iter().filter(|waiting| late(waiting));
        let tickets = tickets.map(|waiting| waiting.ticket).collect();
        self.waiting.retain(|waiting| !late(waiting));
        tickets
    }

    /// When the first one is late.
    pub(super) fn next_late(&self, timeout: Duration) -> Option<Instant> {
        // All wait equally long, so the first that came is the first that is late.
        self.waiting.front()?.since.checked_add(timeout)
    }

    /// The connectors that are waited for, each once, in the order of their first caller.
    pub(super) fn places(&self) -> Vec<PlaceId> {
        let mut places = Vec::new();
        for waiting in &self.waiting {
            if !places.contains(&waiting.place) {
                places.push(waiting.place);
            }
        }
        places
    }
}
