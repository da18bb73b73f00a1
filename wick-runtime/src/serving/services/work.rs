//! Where the author's code runs: apart from the transport.

use std::time::Instant;

use tokio::runtime::Handle;
use tokio_util::task::AbortOnDropHandle;
use tonic::Status;

use crate::serving::deadline;

/// Runs `work` on the threads for operations, until `deadline` at most. When the caller hangs up,
/// this future is dropped, and the work with it.
///
/// # Errors
///
/// `DEADLINE_EXCEEDED`, and `INTERNAL` for a panic that the dispatcher did not catch.
pub(super) async fn run<T: Send + 'static>(
    threads: &Handle,
    deadline: Option<Instant>,
    work: impl Future<Output = T> + Send + 'static,
) -> Result<T, Status> {
    let work = AbortOnDropHandle::new(threads.spawn(work));
    deadline::within(deadline, work)
        .await?
        .map_err(|_| Status::internal("the operation ended without a result"))
}
