//! Ctrl-C and requests to terminate.

use crate::exit::Exit;
use crate::failure::Failure;

/// Completes when the user wants to stop.
pub(crate) async fn interrupted() -> Failure {
    let failure = Failure::new(Exit::Interrupted, "interrupted");
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return failure;
        }
    }
    // Without a handler the signal itself ends us, so waiting forever is right.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
    failure
}
