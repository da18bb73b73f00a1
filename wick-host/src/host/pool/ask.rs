use tokio::time::Instant;

use super::place::Stage;
use super::{Asked, Phase, PlaceId, Pool, Process, Refusal, Run, Ticket};

impl<P: Process> Pool<P> {
    /// Somebody wants to call a connector.
    pub(in crate::host) fn ask(&mut self, now: Instant, place: PlaceId) -> Asked<P> {
        if self.phase == Phase::Closed {
            return Asked::Refused(Refusal::ShuttingDown);
        }
        if self.places[place].is_retired {
            return Asked::Refused(Refusal::Replaced);
        }
        if let Stage::Running(running) = &mut self.places[place].stage
            && running.draining.is_none()
        {
            if running.process.is_alive() {
                let (run, process) = running.lease(now);
                return Asked::Leased { run, process };
            }
            let run = running.run;
            self.died(now, place, run);
        }
        let asked = &mut self.places[place];
        let is_starting = matches!(asked.stage, Stage::Starting { .. });
        if !is_starting && let Some(open) = asked.breaker.open(now) {
            return Asked::Refused(Refusal::CircuitOpen(open));
        }
        let is_empty = asked.stage.is_empty();
        if is_empty && self.queue.is_empty() && self.has_room() {
            self.begin(now, place);
        } else if !is_starting {
            return self.enqueue(now, place);
        }
        let ticket = self.next_ticket();
        self.places[place].waiting.push(ticket);
        Asked::Waiting(ticket)
    }

    /// A caller does not wait any longer. What was started for it goes on.
    pub(in crate::host) fn leave(&mut self, now: Instant, ticket: Ticket) {
        if self.queue.remove(ticket) {
            self.serve(now);
            return;
        }
        // Only a place where something starts is waited for.
        for place in &self.taken {
            let place = &mut self.places[*place];
            place.waiting.retain(|waiting| *waiting != ticket);
        }
    }

    /// A call is over.
    pub(in crate::host) fn release(&mut self, now: Instant, place: PlaceId, run: Run) {
        let Some(running) = self.places[place].running(run) else {
            return;
        };
        running.in_flight = running.in_flight.saturating_sub(1);
        if running.in_flight > 0 {
            return;
        }
        running.last_change = now;
        if running.draining.is_some() {
            self.end(now, place, self.drained_for(place));
        } else if !self.queue.is_empty() {
            self.serve(now);
        }
    }

    /// A call was answered, whatever the answer: the process works.
    pub(in crate::host) fn answered(&mut self, place: PlaceId, run: Run) {
        let place = &mut self.places[place];
        if place.running(run).is_some() {
            place.breaker.succeed();
        }
    }

    fn enqueue(&mut self, now: Instant, place: PlaceId) -> Asked<P> {
        let length = self.queue.len();
        if length >= self.rules.queue_length {
            return Asked::Refused(Refusal::QueueFull { length });
        }
        let ticket = self.next_ticket();
        self.queue.push(now, ticket, place);
        self.serve(now);
        Asked::Waiting(ticket)
    }
}
