//! Accepting connections, for as long as the process lives.
//!
//! A host may connect several times: it redials after a loss, and a debugger's host probes with
//! connections that send nothing. So no connection ever holds up another one.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use rustls::ServerConfig;
use tokio::sync::mpsc;
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use wick_proto::ReadAhead;
use wick_proto::tls::require_h2;

use super::http2::speak;
use super::listener::{Connection, Listener};
use super::services::Served;

/// Longest TLS handshake.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10);

/// Longest wait for connections that are still busy at the end; within a host's grace
/// ([`wick_proto::limits::STOP_GRACE`]), whatever the operations do.
const DRAIN: Duration = Duration::from_millis(500);

/// Pause after a failed accept, which is out of descriptors or memory.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Serves to whoever connects, until `ending`; then what is running has a moment to
/// finish, and the socket is gone.
pub(crate) async fn serve(
    listener: Listener,
    tls: Option<Arc<ServerConfig>>,
    services: Served,
    ending: CancellationToken,
) {
    let tls = tls.map(TlsAcceptor::from);
    // Every connection holds a sender, so that the channel closes with the last of them.
    let (busy, mut idle) = mpsc::channel::<()>(1);
    loop {
        let accepted = tokio::select! {
            () = ending.cancelled() => break,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok(connection) => {
                let (tls, services, ending) = (tls.clone(), services.clone(), ending.clone());
                let busy = busy.clone();
                tokio::spawn(async move {
                    handle(connection, tls, services, ending).await;
                    drop(busy);
                });
            }
            Err(error) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "cannot accept");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
    drop(listener);
    drop(busy);
    let _ = tokio::time::timeout(DRAIN, idle.recv()).await;
}

async fn handle(
    connection: Box<dyn Connection>,
    tls: Option<TlsAcceptor>,
    services: Served,
    ending: CancellationToken,
) {
    let Some(tls) = tls else {
        return speak(connection, services, ending).await;
    };
    let shaken = tokio::select! {
        () = ending.cancelled() => return,
        shaken = tokio::time::timeout(HANDSHAKE_TIMEOUT, tls.accept(ReadAhead::of(connection))) => shaken,
    };
    match shaken {
        Ok(Ok(stream)) => match require_h2(stream.get_ref().1) {
            Ok(()) => speak(Box::new(stream), services, ending).await,
            Err(error) => tracing::warn!("refused a connection: {error}"),
        },
        Ok(Err(error)) if error.kind() == io::ErrorKind::UnexpectedEof => {
            tracing::debug!("a connection was only a probe");
        }
        Ok(Err(error)) => tracing::warn!("refused a connection: {error}"),
        Err(_) => tracing::debug!("dropped a connection that sent nothing"),
    }
}
