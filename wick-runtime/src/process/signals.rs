//! Signals.

use std::io;

/// What an interrupt means.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Interrupt {
    /// The end, as of any program.
    Ends,
    /// Nothing: Ctrl-C reaches all processes of a terminal, and the host decides when its plugins
    /// end (go-plugin's `server.go`).
    IsForTheHost,
}

/// Waits until somebody asks this process to end.
///
/// # Errors
///
/// If the handlers cannot be installed.
#[cfg(unix)]
pub(crate) fn asked_to_end(meaning: Interrupt) -> io::Result<impl Future<Output = &'static str>> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut interrupted = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut hangup = signal(SignalKind::hangup())?;
    Ok(async move {
        loop {
            tokio::select! {
                _ = interrupted.recv() => {
                    if meaning == Interrupt::Ends {
                        return "SIGINT";
                    }
                }
                _ = terminate.recv() => return "SIGTERM",
                _ = hangup.recv() => return "SIGHUP",
            }
        }
    })
}

/// Waits until somebody asks this process to end.
#[cfg(not(unix))]
pub(crate) fn asked_to_end(meaning: Interrupt) -> io::Result<impl Future<Output = &'static str>> {
    Ok(async move {
        while tokio::signal::ctrl_c().await.is_ok() {
            if meaning == Interrupt::Ends {
                return "Ctrl-C";
            }
        }
        std::future::pending().await
    })
}
