//! A plugin as a real process, as a host sees it: what the kit calls over, and what tests of the
//! process itself (its handshake, its streams, its end) drive by hand.
//!
//! It is made of the pieces that hosts are made of: the handshake line, AutoMTLS, gRPC.

mod connect;
mod launch;
mod running;

use std::time::Duration;

pub use launch::Launch;
pub use running::Process;
pub(crate) use running::Remains;

/// Longest wait for anything: far more than it takes, so that only what hangs fails.
const PATIENCE: Duration = Duration::from_secs(60);

/// Waits for what must happen.
///
/// # Panics
///
/// When it has not happened after a minute.
pub async fn soon<T>(what: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, what)
        .await
        .expect("it does not happen")
}
