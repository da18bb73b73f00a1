//! Signals.

use std::io;

/// Waits until somebody asks this process to end.
///
/// An interrupt is swallowed: Ctrl-C reaches all processes of a terminal, and the host decides
/// when its plugins end (go-plugin's `server.go`).
///
/// # Errors
///
/// If the handlers cannot be installed.
#[cfg(unix)]
pub(crate) fn asked_to_end() -> io::Result<impl Future<Output = &'static str>> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut hangup = signal(SignalKind::hangup())?;
    Ok(async move {
        loop {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => return "SIGTERM",
                _ = hangup.recv() => return "SIGHUP",
            }
        }
    })
}

/// Waits until somebody asks this process to end; Ctrl-C is swallowed.
#[cfg(not(unix))]
pub(crate) fn asked_to_end() -> io::Result<impl Future<Output = &'static str>> {
    Ok(async move {
        while tokio::signal::ctrl_c().await.is_ok() {}
        std::future::pending().await
    })
}
