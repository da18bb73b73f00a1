//! What a host sends, served without a process: for the fuzz targets.

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::runtime::Handle;
use tokio_util::sync::CancellationToken;

use super::http2;
use super::services::Services;
use super::services::work::Threads;
use crate::Dispatcher;

/// Serves a host that sends whatever `connection` gives, until that ends. Operations run in the caller's
/// runtime.
pub async fn serve_over(
    dispatcher: Dispatcher,
    connection: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
) {
    let ending = CancellationToken::new();
    let services = Services {
        dispatcher,
        threads: Threads::new(Handle::current()),
        ending: ending.clone(),
    };
    http2::speak(Box::new(connection), services.serve().await, ending.clone()).await;
    ending.cancel();
}
