//! How long which part of a start takes.

use std::time::{Duration, Instant};

/// The start of this process. Each part that is done becomes a log record at `trace`, with the target
/// `wick::start` and the microseconds since [`serve`](crate::serve) was called; where nobody asks for such
/// records, it costs nothing.
#[derive(Clone, Copy)]
pub(crate) struct Start(Instant);

impl Start {
    /// It starts now.
    pub(crate) fn begin() -> Self {
        Self(Instant::now())
    }

    pub(crate) fn elapsed(self) -> Duration {
        self.0.elapsed()
    }

    /// This part is done.
    pub(crate) fn done(self, part: &str) {
        self.was_done(part, self.elapsed());
    }

    /// This part was done then: for what is done before there are logs.
    pub(crate) fn was_done(self, part: &str, then: Duration) {
        let microseconds = u64::try_from(then.as_micros()).unwrap_or(u64::MAX);
        tracing::trace!(target: "wick::start", microseconds, "{part}");
    }
}
