use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;
use wick_proto::ConnectorKey;

use crate::error::CallError;

/// Limits one connector's calls at once; the others wait in line, first come, first served.
#[derive(Debug)]
pub(super) struct Turns {
    free: Arc<Semaphore>,
    limit: usize,
    waiting: AtomicUsize,
    max_waiting: usize,
}

impl Turns {
    pub(super) fn new(limit: usize, max_waiting: usize) -> Self {
        let limit = limit.min(Semaphore::MAX_PERMITS);
        Self {
            free: Arc::new(Semaphore::new(limit)),
            limit,
            waiting: AtomicUsize::new(0),
            max_waiting,
        }
    }

    /// Waits for at most `limit`. Dropping the future gives up the place in the line.
    pub(super) async fn take(
        &self,
        connector: &ConnectorKey,
        limit: Duration,
    ) -> Result<OwnedSemaphorePermit, CallError> {
        if let Ok(turn) = self.free.clone().try_acquire_owned() {
            return Ok(turn);
        }
        let refused = |waited| CallError::TooManyCalls {
            connector: connector.clone(),
            limit: self.limit,
            waited,
        };
        let Some(_line) = self.line_up() else {
            return Err(refused(Duration::ZERO));
        };
        match timeout(limit, self.free.clone().acquire_owned()).await {
            Ok(Ok(turn)) => Ok(turn),
            // Nobody closes it.
            Ok(Err(_)) => Err(CallError::ShuttingDown),
            Err(_) => Err(refused(limit)),
        }
    }

    /// How many callers wait.
    pub(super) fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }

    fn line_up(&self) -> Option<InLine<'_>> {
        let more = |waiting| (waiting < self.max_waiting).then_some(waiting + 1);
        let counted = self
            .waiting
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, more);
        counted.is_ok().then(|| InLine(&self.waiting))
    }
}

struct InLine<'a>(&'a AtomicUsize);

impl Drop for InLine<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
