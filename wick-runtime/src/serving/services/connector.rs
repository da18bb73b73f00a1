//! `wick.connector.v1.Connector`: translates between messages and the dispatcher.

mod stream;
mod trace;

use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher as _;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::runtime::Handle;
use tokio::sync::{mpsc, watch};
use tonic::metadata::MetadataMap;
use tonic::{Request, Response, Status};
use tracing::{Instrument as _, field};
use wick_proto::ErrorDetail;
use wick_proto::limits::MAX_MESSAGE_BYTES;
use wick_proto::limits::STRICT_HEADER;
use wick_proto::wire::connector as wire;

use super::{Answer, work};
use crate::context::ProgressSender;
use crate::reply::Sink;
use crate::serving::deadline;
use crate::{Dispatcher, Error, OperationHealth, Secret};

/// Room in a message for what is around the result.
const ENVELOPE_BYTES: usize = 64;

pub(crate) struct Service {
    dispatcher: Dispatcher,
    threads: Handle,
    /// The module as JSON, made when it is first asked for.
    module: OnceLock<Vec<u8>>,
    requests: RequestIds,
}

/// Names for requests whose host gave none.
struct RequestIds {
    process: u32,
    count: AtomicU64,
}

impl Service {
    pub(crate) fn new(dispatcher: Dispatcher, threads: Handle) -> Self {
        Self {
            dispatcher,
            threads,
            module: OnceLock::new(),
            requests: RequestIds::new(),
        }
    }

    /// Runs the operation that is asked for; what it logs carries its name and the request's.
    fn execute(
        &self,
        request: Request<wire::ExecuteRequest>,
        sink: Sink,
        progress: Option<ProgressSender>,
    ) -> impl Future<Output = Result<Result<Vec<u8>, Error>, Status>> + Send + use<> {
        let deadline = deadline::of(request.metadata());
        let strict = is_strict(request.metadata());
        let caller = trace::of_caller(request.metadata());
        let message = request.into_inner();
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
            deadline,
            strict,
            progress,
        };
        let (dispatcher, threads) = (self.dispatcher.clone(), self.threads.clone());
        let operation = async move { dispatcher.execute_into(sink, request).await };
        async move { work::run(&threads, deadline, operation.instrument(span)).await }
    }
}

#[tonic::async_trait]
impl wire::connector_server::Connector for Service {
    async fn schema(
        &self,
        _: Request<wire::SchemaRequest>,
    ) -> Result<Response<wire::SchemaResponse>, Status> {
        let json = || self.dispatcher.module().to_json().into_bytes();
        Ok(Response::new(wire::SchemaResponse {
            manifest_json: self.module.get_or_init(json).clone(),
        }))
    }

    async fn execute(
        &self,
        request: Request<wire::ExecuteRequest>,
    ) -> Result<Response<wire::ExecuteResponse>, Status> {
        let limit = MAX_MESSAGE_BYTES - ENVELOPE_BYTES;
        let response = match self.execute(request, Sink::Whole { limit }, None).await? {
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
        let (progress, reports) = watch::channel(None);
        // Room for one: the operation makes the next only when the transport has taken the last.
        let (chunks, made) = mpsc::channel(1);
        let work = self.execute(request, Sink::Chunks(chunks), Some(progress));
        Ok(Response::new(stream::answer(work, reports, made)))
    }

    async fn check_permissions(
        &self,
        request: Request<wire::PermsRequest>,
    ) -> Result<Response<wire::PermsResponse>, Status> {
        let deadline = deadline::of(request.metadata());
        let settings = request.into_inner().creds;
        let dispatcher = self.dispatcher.clone();
        let check = async move { dispatcher.check_permissions(settings).await };
        let checked = work::run(&self.threads, deadline, check).await?;
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
        let deadline = deadline::of(request.metadata());
        let token = Secret::from(request.into_inner().access_token);
        let dispatcher = self.dispatcher.clone();
        let resolve = async move { dispatcher.resolve_identity(token).await };
        let resolved = work::run(&self.threads, deadline, resolve).await?;
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

/// Whether the caller wants unknown arguments refused.
fn is_strict(metadata: &MetadataMap) -> bool {
    metadata
        .get(STRICT_HEADER)
        .is_some_and(|value| value == "1")
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
