//! A call of `ExecuteStream`.

use std::future::poll_fn;
use std::sync::Arc;
use std::task::Poll;

use bytes::{BufMut as _, Bytes, BytesMut};
use futures_util::StreamExt as _;
use h2::RecvStream;
use h2::server::SendResponse;
use prost::Message as _;
use prost::encoding::{WireType, encode_key, encode_varint, encoded_len_varint, key_len};
use tonic::Status;
use tonic::codegen::http::header::CONTENT_TYPE;
use tonic::codegen::http::{HeaderMap, HeaderValue, Method, Request, Response};
use wick_proto::framing::{self, FramingError, Messages};
use wick_proto::limits::MAX_MESSAGE_BYTES;
use wick_proto::wire::connector::ExecuteRequest;

use super::Piece;
use super::sending::{HungUp, Sending};
use crate::serving::services::connector::{Service, Streamed};

const PATH: &str = "/wick.connector.v1.Connector/ExecuteStream";

/// The number of `Chunk.data`.
const DATA: u32 = 1;

/// Chunks up to this size go together with what follows them.
const SMALL: usize = 8 << 10;

/// So many bytes of them are enough.
const ENOUGH: usize = 32 << 10;

const GRPC: HeaderValue = HeaderValue::from_static("application/grpc");

/// Whether it is such a call, and nothing about it is unusual.
pub(super) fn is_meant(request: &Request<RecvStream>) -> bool {
    request.uri().path() == PATH
        && request.method() == Method::POST
        && !request.headers().contains_key("grpc-encoding")
}

/// Runs the operation and sends its answer. A caller that hangs up ends it.
pub(super) async fn answer(
    service: Arc<Service>,
    request: Request<RecvStream>,
    respond: SendResponse<Piece>,
) {
    let (head, mut body) = request.into_parts();
    let mut sending = Sending::to(respond);
    let sent = match message(&mut body).await {
        Ok(message) => send(service.stream(&head.headers, message), &mut sending).await,
        Err(error) => Err(error),
    };
    if let Err(Unsent::Refused(status)) = sent {
        refuse(&mut sending, &status);
    }
}

/// Why there is no answer.
enum Unsent {
    HungUp,
    Refused(Status),
}

impl From<HungUp> for Unsent {
    fn from(_: HungUp) -> Self {
        Self::HungUp
    }
}

impl From<Status> for Unsent {
    fn from(status: Status) -> Self {
        Self::Refused(status)
    }
}

/// The one message of the request.
async fn message(body: &mut RecvStream) -> Result<ExecuteRequest, Unsent> {
    let mut messages = Messages::new(MAX_MESSAGE_BYTES);
    while let Some(data) = poll_fn(|context| body.poll_data(context)).await {
        let data = data.map_err(HungUp::from)?;
        // Fails where the stream is over, and then nobody needs the room.
        let _ = body.flow_control().release_capacity(data.len());
        messages.push(data);
        if let Some(message) = messages.pop().map_err(status_of)? {
            let message = ExecuteRequest::decode(message);
            return message.map_err(|error| Status::internal(error.to_string()).into());
        }
    }
    Err(Status::internal("the request has no message").into())
}

fn status_of(error: FramingError) -> Status {
    match error {
        FramingError::TooLarge { .. } => Status::resource_exhausted(error.to_string()),
        _ => Status::internal(error.to_string()),
    }
}

async fn send(mut answer: Streamed, sending: &mut Sending) -> Result<(), Unsent> {
    // The head goes with what comes at once; it goes alone when that takes longer, and so tells that the
    // operation is at work.
    let mut patience = u32::from(answer.is_quick);
    let mut small = Vec::new();
    loop {
        let has_something = !sending.has_begun() || !small.is_empty();
        let next = poll_fn(|context| match answer.chunks.poll_next_unpin(context) {
            Poll::Ready(next) => Poll::Ready(Some(next)),
            Poll::Pending if has_something && patience == 0 => Poll::Ready(None),
            Poll::Pending => {
                patience = patience.saturating_sub(1);
                Poll::Pending
            }
        });
        let next = tokio::select! {
            biased;
            next = next => next,
            () = sending.hung_up() => return Err(HungUp.into()),
        };
        match next {
            Some(Some(Ok(chunk))) if chunk.data.len() <= SMALL => {
                framing::append(&chunk, &mut small);
                if small.len() > ENOUGH {
                    flush(sending, &mut small).await?;
                }
            }
            Some(Some(Ok(chunk))) => {
                flush(sending, &mut small).await?;
                sending
                    .data(data_head(chunk.data.len()), chunk.data)
                    .await?;
            }
            Some(Some(Err(status))) => {
                flush(sending, &mut small).await?;
                return Err(status.into());
            }
            Some(None) => {
                flush(sending, &mut small).await?;
                sending.end(Some(trailers()));
                return Ok(());
            }
            None => flush(sending, &mut small).await?,
        }
    }
}

/// Sends the head, if that is still to be done, and what was gathered.
async fn flush(sending: &mut Sending, small: &mut Vec<u8>) -> Result<(), HungUp> {
    if !sending.has_begun() {
        let mut head = Response::new(());
        head.headers_mut().insert(CONTENT_TYPE, GRPC);
        sending.head(head, false)?;
    }
    let small = Bytes::from(std::mem::take(small));
    sending.data(Bytes::new(), small).await
}

/// What goes before the data of a chunk that has nothing else.
fn data_head(length: usize) -> Bytes {
    let length = length as u64;
    let field = key_len(DATA) + encoded_len_varint(length);
    let mut head = BytesMut::with_capacity(framing::HEAD_BYTES + field);
    head.put_slice(&framing::head(field + length as usize));
    encode_key(DATA, WireType::LengthDelimited, &mut head);
    encode_varint(length, &mut head);
    head.freeze()
}

fn trailers() -> HeaderMap {
    let mut trailers = HeaderMap::with_capacity(1);
    trailers.insert(Status::GRPC_STATUS, HeaderValue::from_static("0"));
    trailers
}

/// Ends the answer with a status.
fn refuse(sending: &mut Sending, status: &Status) {
    let mut trailers = HeaderMap::new();
    // Fails for texts that are none, and the status itself is written before.
    let _ = status.add_header(&mut trailers);
    if sending.has_begun() {
        return sending.end(Some(trailers));
    }
    let mut head = Response::new(());
    *head.headers_mut() = trailers;
    head.headers_mut().insert(CONTENT_TYPE, GRPC);
    // Fails where nobody takes it any more.
    let _ = sending.head(head, true);
}

#[cfg(test)]
mod tests {
    use wick_proto::wire::connector::Chunk;

    use super::*;

    #[test]
    fn the_head_of_a_chunk_is_what_goes_before_its_data() {
        for length in [0, 1, 127, 128, 1 << 20] {
            let chunk = Chunk {
                data: vec![7; length].into(),
                ..Chunk::default()
            };
            let mut sent = data_head(length).to_vec();
            sent.extend(&chunk.data);
            let mut messages = Messages::new(usize::MAX);
            messages.push(sent.into());
            let message = messages.pop().unwrap().unwrap();
            assert_eq!(Chunk::decode(message).unwrap(), chunk);
        }
    }
}
