//! HTTP/2 over one connection: the calls of `ExecuteStream`, which are most, without tonic's layers
//! between the bytes and the operation, and everything else through them.

mod any;
mod execute;
mod sending;

use bytes::Bytes;
use bytes::buf::Chain;
use h2::RecvStream;
use h2::server::{self, SendResponse};
use tokio_util::sync::CancellationToken;
use tonic::codegen::http::Request;
use wick_proto::limits::{FRAME_BYTES, MAX_HEADER_LIST_BYTES};

use super::listener::Connection;
use super::services::Served;

/// Bytes that a peer may send ahead in one call and over a whole connection. Large, as a message
/// of 64 MiB would otherwise take a thousand round trips.
const STREAM_WINDOW: u32 = 4 << 20;
const CONNECTION_WINDOW: u32 = 16 << 20;

/// Bytes of one answer that wait for the socket, so that a chunk goes in one frame. They are no copies.
const SEND_BUFFER: usize = 2 << 20;

/// Calls at once over one connection.
const MAX_CALLS: u32 = 1024;

/// Bytes to send: what goes before a message, and the message, so that the two need not be copied together.
type Piece = Chain<Bytes, Bytes>;

/// Speaks HTTP/2 until the peer hangs up; after `ending`, until the calls are done.
///
/// The connection has no type of its own here, so that all of HTTP/2 is compiled once.
pub(super) async fn speak(
    connection: Box<dyn Connection>,
    services: Served,
    ending: CancellationToken,
) {
    let mut builder = server::Builder::new();
    builder
        .max_header_list_size(MAX_HEADER_LIST_BYTES)
        .initial_window_size(STREAM_WINDOW)
        .initial_connection_window_size(CONNECTION_WINDOW)
        .max_frame_size(FRAME_BYTES)
        .max_send_buffer_size(SEND_BUFFER)
        .max_concurrent_streams(MAX_CALLS);
    let opened = tokio::select! {
        () = ending.cancelled() => return,
        opened = builder.handshake::<_, Piece>(connection) => opened,
    };
    let mut connection = match opened {
        Ok(connection) => connection,
        Err(error) => return tracing::debug!("a connection failed: {error}"),
    };
    let mut ended = std::pin::pin!(ending.cancelled());
    let mut is_ending = false;
    loop {
        tokio::select! {
            biased;
            accepted = connection.accept() => match accepted {
                Some(Ok((request, respond))) => answer(&services, request, respond),
                Some(Err(error)) => return tracing::debug!("a connection failed: {error}"),
                None => return,
            },
            () = &mut ended, if !is_ending => {
                is_ending = true;
                connection.graceful_shutdown();
            }
        }
    }
}

fn answer(services: &Served, request: Request<RecvStream>, respond: SendResponse<Piece>) {
    if execute::is_meant(&request) {
        tokio::spawn(execute::answer(
            services.connector.clone(),
            request,
            respond,
        ));
    } else {
        tokio::spawn(any::answer(services.routes.clone(), request, respond));
    }
}
