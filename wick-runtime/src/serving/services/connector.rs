//! `wick.connector.v1.Connector`: translates between messages and the dispatcher.

mod stream;
mod trace;

use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::OnceCell;
use tonic::codegen::http::HeaderMap;
use tonic::{Request, Response, Status};
use tracing::{Instrument as _, field};
use wick_proto::ErrorDetail;
use wick_proto::limits::MAX_MESSAGE_BYTES;
use wick_proto::limits::{JSON_HEADER, STRICT_HEADER};
use wick_proto::wire::connector as wire;

use super::Answer;
use super::work::Threads;
use crate::context::ProgressSender;
use crate::reply::Sink;
use crate::serving::deadline;
use crate::serving::pace::Pace;
use crate::{Dispatcher, Error, OperationHealth, Secret};

/// Room in a message for what is around the result.
const ENVELOPE_BYTES: usize = 64;

pub(crate) struct Service {
    dispatcher: Dispatcher,
    threads: Threads,
    /// Of each operation.
    paces: HashMap<String, Arc<Pace>>,
    /// The module as JSON, made when it is first asked for.
    module: OnceCell<Vec<u8>>,
    requests: RequestIds,
}

/// Names for requests whose host gave none.
struct RequestIds {
    process: u32,
    count: AtomicU64,
}

impl Service {
    pub(crate) fn new(dispatcher: Dispatcher, threads: Threads) -> Self {
        let keys = dispatcher.operations().map(str::to_owned);
        Self {
            paces: keys.map(|key| (key, Arc::default())).collect(),
            dispatcher,
            threads,
            module: OnceCell::new(),
            requests: RequestIds::new(),
        }
    }

    /// Runs the operation that is asked for and answers piece by piece.
    pub(crate) fn stream(&self, headers: &HeaderMap, message: wire::ExecuteRequest) -> Streamed {
        // One that the connector does not have has none, and is refused in no time.
        let pace = self.paces.get(&message.operation).cloned();
        let pace = pace.unwrap_or_default();
        let is_quick = pace.is_quick();
        let deadline = deadline::of(headers);
        let threads = self.threads.clone();
        let chunks = stream::answer(|progress, chunks| {
            let operation = self.operation(headers, message, Sink::Chunks(chunks), Some(progress));
            async move { threads.run_at_pace(pace, deadline, operation).await }
        });
        Streamed { chunks, is_quick }
    }

    /// The operation that is asked for; what it logs carries its name and the request's.
    fn operation(
        &self,
        headers: &HeaderMap,
        message: wire::ExecuteRequest,
        sink: Sink,
        progress: Option<ProgressSender>,
    ) -> impl Future<Output = Result<Vec<u8>, Error>> + Send + use<> {
        let caller = trace::of_caller(headers);
        let request_id = if message.request_id.is_empty() {
            self.requests.next()
        } else {
            message.request_id
        };
        // As important as anything that is logged in it: whoever sees a warning needs to know of which call.
        let span = tracing::error_span!(
            target: "wick",
            "call",
            operation = message.operation,
            request_id,
            trace_id = field::Empty,
            span_id = field::Empty,
            otel.name = cfg!(feature = "otel").then_some(message.operation.as_str()),
            otel.kind = cfg!(feature = "otel").then_some("server"),
        );
        let trace = trace::of(&span, caller.as_ref());
        let request = crate::Request {
            operation: message.operation,
            arguments: message.args_json,
            settings: message.creds,
            request_id,
            session_id: message.session_id,
            trace: Some(trace),
            deadline: deadline::of(headers),
            strict: says_yes(headers, STRICT_HEADER),
            texts: !says_yes(headers, JSON_HEADER),
            progress,
        };
        let dispatcher = self.dispatcher.clone();
        let operation = async move { dispatcher.execute_into(sink, request).await };
        operation.instrument(span)
    }
}

/// The answer to `ExecuteStream` while it is made.
pub(crate) struct Streamed {
    pub(crate) chunks: Answer<wire::Chunk>,
    /// Whether all of it is probably there at once.
    pub(crate) is_quick: bool,
}

#[tonic::async_trait]
impl wire::connector_server::Connector for Service {
    async fn schema(
        &self,
        _: Request<wire::SchemaRequest>,
    ) -> Result<Response<wire::SchemaResponse>, Status> {
        let json = || {
            let dispatcher = self.dispatcher.clone();
            let made = async move { dispatcher.describe().to_json().into_bytes() };
            self.threads.run(None, made)
        };
        Ok(Response::new(wire::SchemaResponse {
            manifest_json: self.module.get_or_try_init(json).await?.clone(),
        }))
    }

    async fn execute(
        &self,
        request: Request<wire::ExecuteRequest>,
    ) -> Result<Response<wire::ExecuteResponse>, Status> {
        let limit = MAX_MESSAGE_BYTES - ENVELOPE_BYTES;
        let (metadata, _, message) = request.into_parts();
        let headers = metadata.into_headers();
        let deadline = deadline::of(&headers);
        let operation = self.operation(&headers, message, Sink::Whole { limit }, None);
        let response = match self.threads.run(deadline, operation).await? {
            Ok(result) if result.len() > limit => {
                return Err(Status::resource_exhausted(format!(
                    "the result is larger than a message, which has at most {MAX_MESSAGE_BYTES} bytes; \
                     call ExecuteStream"
                )));
            }
            Ok(result) => wire::ExecuteResponse {
                result_json: result,
                ..Default::default()
            },
            Err(error) => wire::ExecuteResponse {
                error: Some(on_the_wire(&error)),
                meta: meta(&error),
                ..Default::default()
            },
        };
        Ok(Response::new(response))
    }

    type ExecuteStreamStream = Answer<wire::Chunk>;

    async fn execute_stream(
        &self,
        request: Request<wire::ExecuteRequest>,
    ) -> Result<Response<Self::ExecuteStreamStream>, Status> {
        let (metadata, _, message) = request.into_parts();
        let answer = self.stream(metadata.as_ref(), message);
        Ok(Response::new(answer.chunks))
    }

    async fn check_permissions(
        &self,
        request: Request<wire::PermsRequest>,
    ) -> Result<Response<wire::PermsResponse>, Status> {
        let deadline = deadline::of(request.metadata().as_ref());
        let settings = request.into_inner().creds;
        let dispatcher = self.dispatcher.clone();
        let check = async move { dispatcher.check_permissions(settings).await };
        let checked = self.threads.run(deadline, check).await?;
        let response = match checked {
            Ok(operations) => wire::PermsResponse {
                ops: operations.into_iter().map(health_on_the_wire).collect(),
                error: None,
            },
            Err(error) => wire::PermsResponse {
                error: Some(on_the_wire(&error)),
                ..Default::default()
            },
        };
        Ok(Response::new(response))
    }

    async fn resolve_identity(
        &self,
        request: Request<wire::IdentityRequest>,
    ) -> Result<Response<wire::IdentityResponse>, Status> {
        let deadline = deadline::of(request.metadata().as_ref());
        let token = Secret::from(request.into_inner().access_token);
        let dispatcher = self.dispatcher.clone();
        let resolve = async move { dispatcher.resolve_identity(token).await };
        let resolved = self.threads.run(deadline, resolve).await?;
        let response = match resolved {
            Ok(identity) => wire::IdentityResponse {
                user_id: identity.user_id,
                display_name: identity.display_name,
                error: None,
            },
            Err(error) => wire::IdentityResponse {
                error: Some(on_the_wire(&error)),
                ..Default::default()
            },
        };
        Ok(Response::new(response))
    }

    async fn health(
        &self,
        _: Request<wire::HealthRequest>,
    ) -> Result<Response<wire::HealthResponse>, Status> {
        Ok(Response::new(wire::HealthResponse {
            healthy: true,
            detail: String::new(),
        }))
    }
}

/// A failure is data: the status of the call stays OK.
fn on_the_wire(error: &Error) -> wire::Error {
    wire::Error {
        code: error.code().to_owned(),
        message: error.message(),
    }
}

fn says_yes(headers: &HeaderMap, name: &str) -> bool {
    headers.get(name).is_some_and(|value| value == "1")
}

/// What an error says beside code and message, where a Go host does not look.
fn meta(error: &Error) -> HashMap<String, String> {
    let detail = error.detail().to_json();
    let entry = detail.map(|json| (ErrorDetail::META_KEY.to_owned(), json));
    entry.into_iter().collect()
}

fn health_on_the_wire(operation: OperationHealth) -> wire::OpHealth {
    wire::OpHealth {
        key: operation.key,
        ok: operation.ok,
        reason: operation.reason,
    }
}

impl RequestIds {
    fn new() -> Self {
        Self {
            process: RandomState::new().hash_one(std::process::id()) as u32,
            count: AtomicU64::new(0),
        }
    }

    fn next(&self) -> String {
        let number = self.count.fetch_add(1, Ordering::Relaxed) + 1;
        format!("{:08x}-{number}", self.process)
    }
}
