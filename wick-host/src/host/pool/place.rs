use tokio::time::Instant;

use super::breaker::Breaker;
use super::{Run, Ticket};

/// The place of one connector's process.
#[derive(Debug)]
pub(super) struct Place<P> {
    pub(super) key: String,
    pub(super) is_warm: bool,
    /// A warm one that was told to stop stays so until somebody calls it.
    pub(super) is_resting: bool,
    /// Another version took over, or none; what runs here only finishes.
    pub(super) is_retired: bool,
    pub(super) stage: Stage<P>,
    /// Who shares the start.
    pub(super) waiting: Vec<Ticket>,
    pub(super) breaker: Breaker,
}

#[derive(Debug)]
pub(super) enum Stage<P> {
    Empty,
    Starting { run: Run, since: Instant },
    Running(Running<P>),
    Stopping { run: Run, since: Instant },
}

#[derive(Debug)]
pub(super) struct Running<P> {
    pub(super) run: Run,
    pub(super) process: P,
    pub(super) since: Instant,
    pub(super) in_flight: usize,
    /// Since when calls have been in flight without a pause; or when the last ended.
    pub(super) last_change: Instant,
    /// No new calls, and the end at this time at the latest.
    pub(super) draining: Option<Instant>,
    pub(super) probe: Probe,
}

/// When a process is asked how it is.
#[derive(Clone, Copy, Debug)]
pub(super) enum Probe {
    Never,
    At(Instant),
    Asked,
}

impl<P> Place<P> {
    pub(super) fn new(key: String, is_warm: bool) -> Self {
        Self {
            key,
            is_warm,
            is_resting: false,
            is_retired: false,
            stage: Stage::Empty,
            waiting: Vec::new(),
            breaker: Breaker::default(),
        }
    }

    /// The process, unless it is another by now.
    pub(super) fn running(&mut self, run: Run) -> Option<&mut Running<P>> {
        match &mut self.stage {
            Stage::Running(running) if running.run == run => Some(running),
            _ => None,
        }
    }

    /// Since when it has been there without a call and may go.
    pub(super) fn idle_since(&self) -> Option<Instant> {
        match &self.stage {
            Stage::Running(running) if running.is_idle() && !self.is_warm => {
                Some(running.last_change)
            }
            _ => None,
        }
    }
}

impl<P> Stage<P> {
    pub(super) fn is_empty(&self) -> bool {
        matches!(self, Self::Empty)
    }

    pub(super) fn is_stopping(&self) -> bool {
        matches!(self, Self::Stopping { .. })
    }

    pub(super) fn run(&self) -> Option<Run> {
        match self {
            Self::Empty => None,
            Self::Starting { run, .. } | Self::Stopping { run, .. } => Some(*run),
            Self::Running(running) => Some(running.run),
        }
    }

    /// Takes the process out of a running place, which is stopping from now on.
    pub(super) fn stop(&mut self, now: Instant) -> Option<(Run, P)> {
        if !matches!(self, Self::Running(_)) {
            return None;
        }
        let Self::Running(Running { run, process, .. }) = std::mem::replace(self, Self::Empty)
        else {
            return None;
        };
        *self = Self::Stopping { run, since: now };
        Some((run, process))
    }
}

impl<P: Clone> Running<P> {
    /// Counts one more call.
    pub(super) fn lease(&mut self, now: Instant) -> (Run, P) {
        if self.in_flight == 0 {
            self.last_change = now;
        }
        self.in_flight += 1;
        (self.run, self.process.clone())
    }
}

impl<P> Running<P> {
    fn is_idle(&self) -> bool {
        self.in_flight == 0 && self.draining.is_none()
    }
}
