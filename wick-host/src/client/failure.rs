use std::time::Duration;

use tokio::time::Instant;
use tonic::{Code, Status};
use wick_proto::ErrorDetail;
use wick_proto::framing::FramingError;
use wick_proto::wire::connector::Error;

use super::{Client, POST_MORTEM};
use crate::error::CallError;
use crate::guard::Panicked;
use crate::logs::{harmless, harmless_excerpt};

/// A longer detail of an error is none: in memory it may take many times as much.
const DETAIL_BYTES: usize = 64 << 10;

impl Client {
    /// What a gRPC status of a call means. tonic has no reliable code for a lost connection, so that
    /// is told by the connection and the process.
    pub(super) async fn failure(
        &self,
        operation: &str,
        limit: Option<Duration>,
        status: Status,
    ) -> CallError {
        if let Some(limit) = limit
            && is_timeout(&status)
        {
            return self.timed_out(operation, limit);
        }
        if let Some((bytes, limit)) = refused_size(&status) {
            return self.arguments_too_large(operation, bytes, limit);
        }
        if status.code() == Code::Unimplemented {
            return CallError::Unsupported {
                connector: self.connector.clone(),
                operation: operation.to_owned(),
            };
        }
        if is_local(&status) {
            let exit = self.process.exited_within(POST_MORTEM).await;
            if exit.is_some() || !self.is_alive() {
                return CallError::Died {
                    connector: self.connector.clone(),
                    operation: operation.to_owned(),
                    exit,
                    exceeded: self.process.exceeded(),
                    last_lines: self.process.last_lines(),
                };
            }
        }
        CallError::Transport {
            connector: self.connector.clone(),
            operation: operation.to_owned(),
            source: Box::new(status),
        }
    }

    /// The call has more bytes than are taken.
    pub(super) fn arguments_too_large(
        &self,
        operation: &str,
        bytes: usize,
        limit: usize,
    ) -> CallError {
        CallError::ArgumentsTooLarge {
            connector: self.connector.clone(),
            operation: operation.to_owned(),
            bytes,
            limit,
        }
    }

    /// The host panicked over what the plugin sent.
    pub(super) fn panicked(&self, operation: &str, panicked: Panicked) -> CallError {
        CallError::Panicked {
            connector: self.connector.clone(),
            operation: operation.to_owned(),
            message: panicked.0,
        }
    }

    pub(super) fn timed_out(&self, operation: &str, limit: Duration) -> CallError {
        CallError::TimedOut {
            connector: self.connector.clone(),
            operation: operation.to_owned(),
            limit,
        }
    }

    /// The plugin said no.
    pub(super) fn refusal(&self, operation: &str, error: Error, detail: Option<&str>) -> CallError {
        CallError::Plugin {
            connector: self.connector.clone(),
            operation: operation.to_owned(),
            code: harmless_excerpt(&error.code),
            message: harmless_excerpt(&error.message),
            detail: Box::new(detail.map(read_detail).unwrap_or_default()),
        }
    }
}

/// What the plugin says beside code and message, harmless to print.
fn read_detail(json: &str) -> ErrorDetail {
    if json.len() > DETAIL_BYTES {
        return ErrorDetail::default();
    }
    let mut detail = ErrorDetail::from_json(json);
    let texts = detail.fields.iter_mut();
    let texts = texts.flat_map(|field| [&mut field.field, &mut field.message]);
    for text in texts.chain(&mut detail.hint) {
        *text = harmless(text);
    }
    detail
}

/// How many bytes a call had, and how many the plugin takes, if that is why a server of grpc-go, or of
/// wick-runtime, refused it. grpc-go has no other sign of that than its words.
fn refused_size(status: &Status) -> Option<(usize, usize)> {
    if status.code() != Code::ResourceExhausted {
        return None;
    }
    let words = status.message();
    let sizes = words.strip_prefix("grpc: received message larger than max (");
    let (bytes, limit) = match sizes {
        Some(sizes) => sizes.strip_suffix(')')?.split_once(" vs. ")?,
        None => words
            .strip_prefix(FramingError::TOO_LARGE)?
            .strip_prefix(": ")?
            .split_once(" bytes, and the limit is ")?,
    };
    Some((bytes.parse().ok()?, limit.parse().ok()?))
}

fn is_timeout(status: &Status) -> bool {
    // tonic's own timer ends a call as cancelled.
    status.code() == Code::DeadlineExceeded
        || status.code() == Code::Cancelled && status.message() == "Timeout expired"
}

/// Whether the status only says that the time is up: a Go plugin keeps the time too, and then breaks
/// off the stream.
pub(super) fn is_late(status: &Status, deadline: Option<Instant>) -> bool {
    status.code() == Code::Cancelled && deadline.is_some_and(|deadline| Instant::now() >= deadline)
}

/// Whether the status was made on this side: those that a plugin sends have no source. One that is
/// `Unavailable` may be a Go plugin's last word.
fn is_local(status: &Status) -> bool {
    std::error::Error::source(status).is_some()
        || matches!(
            status.code(),
            Code::Unavailable | Code::Unknown | Code::Cancelled | Code::Internal
        )
}
