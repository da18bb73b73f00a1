use std::future::poll_fn;
use std::task::{Poll, ready};

use bytes::Bytes;
use h2::{Reason, RecvStream};
use prost::Message as _;
use tonic::codegen::http::{HeaderMap, Response, StatusCode};
use tonic::{Code, Status};
use wick_proto::framing::{FramingError, Messages};
use wick_proto::limits;
use wick_proto::wire::connector::Chunk;

use crate::connect::status_in;

/// The chunks of a result as they come in. Dropping them before the end tells the plugin to stop.
///
/// In place of tonic's stream, which copies every byte once more and makes room for much larger messages
/// than those of most calls.
#[derive(Debug)]
pub(super) struct Chunks {
    stream: RecvStream,
    messages: Messages,
    http_status: StatusCode,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Data,
    Trailers,
    Ended,
}

impl Chunks {
    /// Those of a response.
    ///
    /// # Errors
    ///
    /// The status of one that has nothing else.
    pub(super) fn of(response: Response<RecvStream>) -> Result<Self, Status> {
        let (head, stream) = response.into_parts();
        let state = match status_in(&head.headers) {
            Some(status) if status.code() != Code::Ok => return Err(status),
            Some(_) => State::Ended,
            None => State::Data,
        };
        Ok(Self {
            stream,
            messages: Messages::new(limits::MAX_MESSAGE_BYTES),
            http_status: head.status,
            state,
        })
    }

    /// The next chunk; `None` after the last.
    ///
    /// # Errors
    ///
    /// The status that ended the stream, or what is wrong with it.
    pub(super) async fn next(&mut self) -> Result<Option<Chunk>, Status> {
        poll_fn(|context| {
            while self.state == State::Data {
                match decoded(self.messages.pop()) {
                    Ok(None) => {}
                    taken => return Poll::Ready(self.ending_with(taken)),
                }
                match ready!(self.stream.poll_data(context)) {
                    Some(Ok(data)) => self.take(data),
                    // The plugin has said all that it will.
                    Some(Err(error))
                        if matches!(error.reason(), Some(Reason::NO_ERROR | Reason::CANCEL)) =>
                    {
                        return Poll::Ready(self.end(None));
                    }
                    Some(Err(error)) => {
                        return Poll::Ready(self.ending_with(Err(status_of(error))));
                    }
                    None if self.messages.is_torn() => {
                        let torn = Status::internal("the stream ended within a message");
                        return Poll::Ready(self.ending_with(Err(torn)));
                    }
                    None => self.state = State::Trailers,
                }
            }
            if self.state == State::Ended {
                return Poll::Ready(Ok(None));
            }
            let ended = match ready!(self.stream.poll_trailers(context)) {
                Ok(trailers) => self.end(trailers.as_ref()),
                Err(error) => self.ending_with(Err(status_of(error))),
            };
            Poll::Ready(ended)
        })
        .await
    }

    fn take(&mut self, data: Bytes) {
        // Fails where the stream is over, and then nobody needs the room.
        let _ = self.stream.flow_control().release_capacity(data.len());
        self.messages.push(data);
    }

    /// Notes that there is nothing after an error.
    fn ending_with<T>(&mut self, result: Result<T, Status>) -> Result<T, Status> {
        if result.is_err() {
            self.state = State::Ended;
        }
        result
    }

    fn end(&mut self, trailers: Option<&HeaderMap>) -> Result<Option<Chunk>, Status> {
        self.state = State::Ended;
        match trailers.and_then(status_in) {
            Some(status) if status.code() == Code::Ok => Ok(None),
            Some(status) => Err(status),
            None => Err(without_status(self.http_status)),
        }
    }
}

/// What tonic makes of an error of HTTP/2.
pub(super) fn status_of(error: h2::Error) -> Status {
    Status::from_error(Box::new(error))
}

fn decoded(message: Result<Option<Bytes>, FramingError>) -> Result<Option<Chunk>, Status> {
    let message = message.map_err(|error| match error {
        FramingError::TooLarge { .. } => Status::out_of_range(error.to_string()),
        _ => Status::internal(error.to_string()),
    })?;
    let chunk = message.map(Chunk::decode).transpose();
    chunk.map_err(|error| Status::internal(error.to_string()))
}

/// A response without a status of gRPC has one of HTTP (gRPC's "HTTP to gRPC Status Code Mapping").
fn without_status(http: StatusCode) -> Status {
    let code = match http {
        StatusCode::BAD_REQUEST => Code::Internal,
        StatusCode::UNAUTHORIZED => Code::Unauthenticated,
        StatusCode::FORBIDDEN => Code::PermissionDenied,
        StatusCode::NOT_FOUND => Code::Unimplemented,
        StatusCode::TOO_MANY_REQUESTS
        | StatusCode::BAD_GATEWAY
        | StatusCode::SERVICE_UNAVAILABLE
        | StatusCode::GATEWAY_TIMEOUT => Code::Unavailable,
        _ => Code::Unknown,
    };
    Status::new(
        code,
        format!("the response has no gRPC status, and {http} as that of HTTP"),
    )
}
