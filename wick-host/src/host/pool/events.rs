use std::sync::Arc;

use tokio::time::Instant;

use super::place::{Probe, Running, Stage};
use super::{Action, PlaceId, Pool, Process, Refusal, Run};
use crate::error::{Failure, StartError};
use crate::metrics::StopReason;

impl<P: Process> Pool<P> {
    /// A process runs and has answered once.
    pub(in crate::host) fn started(&mut self, now: Instant, place: PlaceId, run: Run, process: P) {
        let probe = self.next_probe(now);
        let started = &mut self.places[place];
        match started.stage {
            Stage::Starting { run: own, .. } if own == run => {}
            // The start was given up as it came to its end.
            _ => {
                self.actions.push(Action::Stop {
                    place,
                    run,
                    process,
                    reason: StopReason::GivenUp,
                });
                return;
            }
        }
        let mut running = Running {
            run,
            process,
            since: now,
            in_flight: 0,
            last_change: now,
            draining: None,
            probe,
        };
        for ticket in std::mem::take(&mut started.waiting) {
            let (run, process) = running.lease(now);
            self.actions.push(Action::Grant {
                ticket,
                place,
                run,
                process,
            });
        }
        started.stage = Stage::Running(running);
        self.serve(now);
    }

    /// A start failed, and nothing is left of it.
    pub(in crate::host) fn failed(
        &mut self,
        now: Instant,
        place: PlaceId,
        run: Run,
        error: &Arc<StartError>,
    ) {
        let random = (self.random)();
        if self.run(place) != Some(run) {
            return;
        }
        let failed = self.vacate(place);
        failed
            .breaker
            .fail(now, Failure::Start(error.clone()), random);
        for ticket in std::mem::take(&mut failed.waiting) {
            self.refuse(ticket, Refusal::NotStarted(error.clone()));
        }
        self.serve(now);
    }

    /// A start was given up, or is gone with its runtime.
    pub(in crate::host) fn lost(&mut self, now: Instant, place: PlaceId, run: Run) {
        if self.run(place) != Some(run) {
            return;
        }
        for ticket in std::mem::take(&mut self.vacate(place).waiting) {
            self.refuse(ticket, Refusal::Lost);
        }
        self.serve(now);
    }

    /// A process died, or its connection did, without having been told to.
    pub(in crate::host) fn died(&mut self, now: Instant, place: PlaceId, run: Run) {
        let Some(running) = self.places[place].running(run) else {
            return;
        };
        let failure = running.process.failure();
        self.fail_running(now, place, failure, StopReason::Died);
    }

    /// A process was asked how it is.
    pub(in crate::host) fn probed(
        &mut self,
        now: Instant,
        place: PlaceId,
        run: Run,
        answer: Result<(), String>,
    ) {
        let probe = self.next_probe(now);
        let probed = &mut self.places[place];
        let Some(running) = probed.running(run) else {
            return;
        };
        match answer {
            Ok(()) => {
                running.probe = probe;
                probed.breaker.succeed();
            }
            Err(reason) => {
                let failure = Failure::Unhealthy(reason);
                self.fail_running(now, place, failure, StopReason::Unhealthy);
            }
        }
    }

    /// A process that was to be ended is gone.
    pub(in crate::host) fn stopped(&mut self, now: Instant, place: PlaceId, run: Run) {
        if self.places[place].stage.is_stopping() && self.run(place) == Some(run) {
            self.vacate(place);
            self.serve(now);
        }
    }

    /// Allows a start at once, whatever failed before.
    pub(in crate::host) fn reset(&mut self, now: Instant, place: PlaceId) {
        self.places[place].breaker.reset();
        self.serve(now);
    }

    fn fail_running(&mut self, now: Instant, place: PlaceId, failure: Failure, reason: StopReason) {
        let random = (self.random)();
        self.places[place].breaker.fail(now, failure, random);
        self.end(now, place, reason);
    }

    fn next_probe(&self, now: Instant) -> Probe {
        let next = self.rules.health_interval;
        let next = next.and_then(|interval| now.checked_add(interval));
        next.map_or(Probe::Never, Probe::At)
    }
}
