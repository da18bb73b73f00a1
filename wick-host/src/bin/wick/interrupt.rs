//! Ctrl-C and requests to terminate.

use std::sync::OnceLock;

use tokio::sync::watch;

use crate::exit::Exit;
use crate::failure::Failure;

/// Whether the user wants to stop. Once it was asked, a signal does not end the process by itself any
/// more and is remembered, so that none is lost between two things that can be interrupted.
#[derive(Debug, Default)]
pub(crate) struct Interruption(OnceLock<watch::Receiver<bool>>);

impl Interruption {
    /// Completes when the user wants to stop.
    pub(crate) async fn wait(&self) -> Failure {
        let wants_to_stop = self.0.get_or_init(|| {
            let (tell, wants_to_stop) = watch::channel(false);
            tokio::spawn(async move {
                signalled().await;
                tell.send_replace(true);
            });
            wants_to_stop
        });
        // The sender lives until it has told.
        if wants_to_stop
            .clone()
            .wait_for(|wants| *wants)
            .await
            .is_err()
        {
            std::future::pending::<()>().await;
        }
        Failure::new(Exit::Interrupted, "interrupted")
    }
}

async fn signalled() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    // Without a handler the signal itself ends us, so waiting forever is right.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
