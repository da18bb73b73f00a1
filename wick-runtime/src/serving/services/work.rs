//! Where the author's code runs: apart from the transport, but for the first step of what is quick.

use std::future::poll_fn;
use std::mem;
use std::pin::pin;
use std::sync::Arc;
use std::time::Instant;

use tokio::runtime::Handle;
use tokio_util::task::AbortOnDropHandle;
use tonic::Status;

use crate::serving::deadline;
use crate::serving::pace::Pace;
use crate::serving::relay::{self, Begun, Jobs};

/// The threads that run operations.
#[derive(Clone)]
pub(crate) struct Threads {
    /// For operations alone.
    pub(crate) work: Handle,
    /// Of the transport, for what is quick; none where the transport is not ours.
    jobs: Option<Arc<Jobs>>,
}

impl Threads {
    /// Those for operations, and those of a relay.
    pub(crate) fn with_relay(work: Handle, jobs: Arc<Jobs>) -> Self {
        Self {
            work,
            jobs: Some(jobs),
        }
    }

    /// Those for operations alone.
    #[cfg(any(feature = "fuzzing", feature = "testing"))]
    pub(crate) fn new(work: Handle) -> Self {
        Self { work, jobs: None }
    }

    /// Runs `work` on the threads for operations, until `deadline` at most. When the caller hangs up,
    /// this future is dropped, and the work with it.
    ///
    /// # Errors
    ///
    /// `DEADLINE_EXCEEDED`, and `INTERNAL` for a panic that the dispatcher did not catch.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        deadline: Option<Instant>,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Result<T, Status> {
        let work = AbortOnDropHandle::new(self.work.spawn(work));
        deadline::within(deadline, work)
            .await?
            .map_err(|_| without_result())
    }

    /// The same, but what was quick when it last ran needs no other thread.
    pub(super) async fn run_at_pace<T: Send + 'static>(
        &self,
        pace: Arc<Pace>,
        deadline: Option<Instant>,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Result<T, Status> {
        let spare = self.jobs.as_ref().filter(|jobs| jobs.are_taken());
        let Some(jobs) = spare.filter(|_| pace.is_quick()) else {
            return self.run(deadline, measured(pace, work)).await;
        };
        let begun = relay::begin(jobs, pace, work);
        let done = async {
            match begun.await {
                Ok(Begun::Done(done)) => Ok(done),
                Ok(Begun::GoesOn(rest)) => rest.await.map_err(|_| without_result()),
                Err(_) => Err(without_result()),
            }
        };
        deadline::within(deadline, done).await?
    }
}

/// `work`, whose first step is measured.
async fn measured<F: Future>(pace: Arc<Pace>, work: F) -> F::Output {
    let mut work = pin!(work);
    let mut is_first = true;
    poll_fn(move |context| {
        if mem::take(&mut is_first) {
            pace.measure(|| work.as_mut().poll(context))
        } else {
            work.as_mut().poll(context)
        }
    })
    .await
}

fn without_result() -> Status {
    Status::internal("the operation ended without a result")
}
