//! Accepting connections, for as long as the process lives.
//!
//! A host may connect several times: it redials after a loss, and a debugger's host probes with
//! connections that send nothing. So no connection ever holds up another one.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http2;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use rustls::ServerConfig;
use tokio::io::BufReader;
use tokio::sync::mpsc;
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use tonic::codegen::{Body, Bytes, StdError, http};
use tonic::service::Routes;
use tower::ServiceExt as _;
use wick_proto::limits::MAX_HEADER_LIST_BYTES;
use wick_proto::tls::require_h2;

use super::listener::{Connection, Listener};
use super::too_large;

/// Longest TLS handshake.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10);

/// Longest wait for connections that are still busy at the end; within a host's grace
/// ([`wick_proto::limits::STOP_GRACE`]), whatever the operations do.
const DRAIN: Duration = Duration::from_millis(500);

/// Pause after a failed accept, which is out of descriptors or memory.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Bytes that a peer may send ahead in one call and over a whole connection. Large, as a message
/// of 64 MiB would otherwise take a thousand round trips.
const STREAM_WINDOW: u32 = 4 << 20;
const CONNECTION_WINDOW: u32 = 16 << 20;

/// What is read from the socket at once: rustls by itself asks for 4 KiB at a time.
const READ_AHEAD: usize = 32 << 10;

/// Calls at once over one connection.
const MAX_CALLS: u32 = 1024;

/// Serves `routes` to whoever connects, until `ending`; then what is running has a moment to
/// finish, and the socket is gone.
pub(crate) async fn serve(
    listener: Listener,
    tls: Option<Arc<ServerConfig>>,
    routes: Routes,
    ending: CancellationToken,
) {
    let routes = routes.prepare();
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
                let (tls, routes, ending) = (tls.clone(), routes.clone(), ending.clone());
                let busy = busy.clone();
                tokio::spawn(async move {
                    handle(connection, tls, routes, ending).await;
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
    routes: Routes,
    ending: CancellationToken,
) {
    let Some(tls) = tls else {
        return speak(connection, routes, ending).await;
    };
    let connection = BufReader::with_capacity(READ_AHEAD, connection);
    let shaken = tokio::select! {
        () = ending.cancelled() => return,
        shaken = tokio::time::timeout(HANDSHAKE_TIMEOUT, tls.accept(connection)) => shaken,
    };
    match shaken {
        Ok(Ok(stream)) => match require_h2(stream.get_ref().1) {
            Ok(()) => speak(Box::new(stream), routes, ending).await,
            Err(error) => tracing::warn!("refused a connection: {error}"),
        },
        Ok(Err(error)) if error.kind() == io::ErrorKind::UnexpectedEof => {
            tracing::debug!("a connection was only a probe");
        }
        Ok(Err(error)) => tracing::warn!("refused a connection: {error}"),
        Err(_) => tracing::debug!("dropped a connection that sent nothing"),
    }
}

/// Speaks HTTP/2 until the peer hangs up; after `ending`, until the calls are done.
///
/// The connection has no type of its own here, so that all of HTTP/2 is compiled once.
async fn speak(connection: Box<dyn Connection>, routes: Routes, ending: CancellationToken) {
    let mut builder = http2::Builder::new(TokioExecutor::new());
    builder
        .timer(TokioTimer::new())
        .max_header_list_size(MAX_HEADER_LIST_BYTES)
        .initial_stream_window_size(STREAM_WINDOW)
        .initial_connection_window_size(CONNECTION_WINDOW)
        .max_concurrent_streams(MAX_CALLS);
    let service = routes
        .map_request(with_body_of_tonic)
        .map_response(too_large::as_go_says);
    let service = TowerToHyperService::new(service);
    let serving = builder.serve_connection(TokioIo::new(connection), service);
    let mut serving = std::pin::pin!(serving);
    let ended = tokio::select! {
        ended = &mut serving => ended,
        () = ending.cancelled() => {
            serving.as_mut().graceful_shutdown();
            serving.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!("a connection failed: {error}");
    }
}

fn with_body_of_tonic<B>(request: http::Request<B>) -> http::Request<tonic::body::Body>
where
    B: Body<Data = Bytes> + Send + 'static,
    B::Error: Into<StdError>,
{
    request.map(tonic::body::Body::new)
}
