use tokio::time::Instant;

use super::place::Stage;
use super::{Action, Phase, PlaceId, Pool, Process, Refusal};
use crate::metrics::StopReason;

impl<P: Process> Pool<P> {
    /// Ends one connector's process; calls in flight may finish first. Later calls start it anew.
    pub(in crate::host) fn stop(&mut self, now: Instant, place: PlaceId) {
        self.places[place].is_resting = true;
        self.drain(now, place);
    }

    /// Ends one connector's process unless a call is in flight there; another process takes its calls for now.
    ///
    /// # Errors
    ///
    /// That nothing is called any more.
    pub(in crate::host) fn rest(&mut self, now: Instant, place: PlaceId) -> Result<(), Refusal> {
        if self.phase == Phase::Closed {
            return Err(Refusal::ShuttingDown);
        }
        let resting = &mut self.places[place];
        resting.is_resting = true;
        if matches!(&resting.stage, Stage::Running(running) if running.in_flight == 0) {
            self.end(now, place, StopReason::Replaced);
        }
        Ok(())
    }

    /// Ends all processes; calls in flight may finish first. Nothing is started from now on.
    pub(in crate::host) fn close(&mut self, now: Instant) {
        if self.phase == Phase::Closed {
            return;
        }
        self.phase = Phase::Closed;
        for ticket in self.queue.remove_all() {
            self.refuse(ticket, Refusal::ShuttingDown);
        }
        let taken: Vec<_> = self.taken.iter().copied().collect();
        for place in taken {
            self.drain(now, place);
        }
    }

    pub(super) fn drain(&mut self, now: Instant, place: PlaceId) {
        let deadline = now.checked_add(self.rules.drain);
        let drained = &mut self.places[place];
        match &mut drained.stage {
            Stage::Empty | Stage::Stopping { .. } => {}
            Stage::Starting { run, .. } => {
                let run = *run;
                drained.stage = Stage::Stopping { run, since: now };
                self.actions.push(Action::Abort { run });
                let is_retired = drained.is_retired;
                for ticket in std::mem::take(&mut drained.waiting) {
                    let refusal = match self.phase {
                        Phase::Closed => Refusal::ShuttingDown,
                        Phase::Lazy | Phase::Warm if is_retired => Refusal::Replaced,
                        // They ask again, and wait for the next process.
                        Phase::Lazy | Phase::Warm => Refusal::Lost,
                    };
                    self.refuse(ticket, refusal);
                }
            }
            Stage::Running(running) if running.in_flight > 0 && !self.rules.drain.is_zero() => {
                let earlier = running.draining.or(deadline);
                running.draining = earlier.or(Some(now));
            }
            Stage::Running(_) => self.end(now, place, self.drained_for(place)),
        }
    }

    /// Why a place that takes no more calls does not.
    pub(super) fn drained_for(&self, place: PlaceId) -> StopReason {
        match (self.phase, self.places[place].is_retired) {
            (_, true) => StopReason::Replaced,
            (Phase::Closed, false) => StopReason::ShutDown,
            // What was started for a trial only, and has no place of its own, is over too.
            (Phase::Lazy | Phase::Warm, false) if !self.places[place].is_resting => {
                StopReason::Replaced
            }
            (Phase::Lazy | Phase::Warm, false) => StopReason::Asked,
        }
    }
}
