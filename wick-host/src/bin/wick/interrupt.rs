//! Ctrl-C and requests to terminate.

use std::sync::OnceLock;

use tokio::sync::watch;

use crate::exit::Exit;
use crate::failure::Failure;

/// Whether the user wants to stop. Once it was asked, a signal does not end the process by itself any
/// more and is remembered, so that none is lost between two things that can be interrupted. A second
/// signal ends the process at once.
#[derive(Debug, Default)]
pub(crate) struct Interruption(OnceLock<watch::Receiver<bool>>);

impl Interruption {
    /// Completes when the user wants to stop.
    pub(crate) async fn wait(&self) -> Failure {
        let wants_to_stop = self.0.get_or_init(|| {
            let (tell, wants_to_stop) = watch::channel(false);
            tokio::spawn(async move {
                let mut signals = Signals::new();
                signals.next().await;
                tell.send_replace(true);
                // Whatever does not come to its end is given up: the next command clears up after it.
                signals.next().await;
                std::process::exit(Exit::Interrupted as i32);
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

/// The signals that ask a command to stop.
struct Signals {
    #[cfg(unix)]
    terminate: Option<tokio::signal::unix::Signal>,
}

impl Signals {
    fn new() -> Self {
        Self {
            #[cfg(unix)]
            terminate: tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())
                .ok(),
        }
    }

    /// Waits for the next one. Without a handler the signal itself ends the process, so waiting forever is right.
    async fn next(&mut self) {
        tokio::select! {
            Ok(()) = tokio::signal::ctrl_c() => {}
            Some(()) = self.terminated() => {}
            else => std::future::pending().await,
        }
    }

    #[cfg(unix)]
    async fn terminated(&mut self) -> Option<()> {
        self.terminate.as_mut()?.recv().await
    }

    #[cfg(not(unix))]
    async fn terminated(&mut self) -> Option<()> {
        None
    }
}
