//! Services that answer as no service of ours does.

use std::convert::Infallible;
use std::fs::File;
use std::future::pending;
use std::os::fd::OwnedFd;
use std::pin::Pin;
use std::process::exit;

use futures_util::{Stream, StreamExt as _, stream};
use tonic::codegen::http::{HeaderMap, HeaderName, HeaderValue};
use tonic::metadata::MetadataMap;
use tonic::{Code, Request, Response, Status};
use wick_proto::wire::connector::connector_server::Connector;
use wick_proto::wire::connector::{
    Chunk, Error, ExecuteRequest, ExecuteResponse, HealthRequest, HealthResponse, IdentityRequest,
    IdentityResponse, PermsRequest, PermsResponse, SchemaRequest, SchemaResponse,
};
use wick_proto::wire::plugin::grpc_controller_server::GrpcController;
use wick_proto::wire::plugin::grpc_stdio_server::GrpcStdio;
use wick_proto::wire::plugin::{Empty, StdioData};

use crate::output;
use crate::wire::Tap;

type Stated<T> = Pin<Box<dyn Stream<Item = Result<T, Status>> + Send>>;

/// A connector with the operations of [`crate::author`].
pub(crate) struct Scripted {
    pub(crate) tap: Tap,
}

#[tonic::async_trait]
impl Connector for Scripted {
    type ExecuteStreamStream = Stated<Chunk>;

    async fn execute_stream(
        &self,
        request: Request<ExecuteRequest>,
    ) -> Result<Response<Stated<Chunk>>, Status> {
        let request = request.into_inner();
        let arguments: serde_json::Value =
            serde_json::from_slice(&request.args_json).unwrap_or_default();
        let argument = |name: &str| arguments[name].as_str().map(str::to_owned);
        let chunks = match request.operation.as_str() {
            "echo" => {
                let text = argument("text").unwrap_or_default();
                whole(&serde_json::Value::from(text).to_string())
            }
            _ => {
                let fault = argument("fault").unwrap_or_else(crate::fault);
                self.misbehave(&fault).await?
            }
        };
        Ok(Response::new(chunks))
    }

    async fn execute(
        &self,
        _: Request<ExecuteRequest>,
    ) -> Result<Response<ExecuteResponse>, Status> {
        Ok(Response::new(ExecuteResponse {
            result_json: b"{\"a\":".to_vec(),
            ..ExecuteResponse::default()
        }))
    }

    async fn schema(&self, _: Request<SchemaRequest>) -> Result<Response<SchemaResponse>, Status> {
        Ok(Response::new(SchemaResponse {
            manifest_json: b"[".repeat(1 << 20),
        }))
    }

    async fn health(&self, _: Request<HealthRequest>) -> Result<Response<HealthResponse>, Status> {
        Ok(Response::new(HealthResponse {
            healthy: true,
            detail: String::new(),
        }))
    }

    async fn check_permissions(
        &self,
        _: Request<PermsRequest>,
    ) -> Result<Response<PermsResponse>, Status> {
        Err(Status::unimplemented("no"))
    }

    async fn resolve_identity(
        &self,
        _: Request<IdentityRequest>,
    ) -> Result<Response<IdentityResponse>, Status> {
        Err(Status::unimplemented("no"))
    }
}

impl Scripted {
    async fn misbehave(&self, fault: &str) -> Result<Stated<Chunk>, Status> {
        if let Some(text) = output::text(fault) {
            let stream: OwnedFd = match fault {
                "flood_stdout" => rustix::io::dup(rustix::stdio::stdout()).unwrap(),
                _ => rustix::io::dup(rustix::stdio::stderr()).unwrap(),
            };
            let flood = || output::flood(File::from(stream), text);
            tokio::task::spawn_blocking(flood).await.unwrap();
        }
        Ok(match fault {
            "bad_details" => {
                let name = HeaderName::from_static("grpc-status-details-bin");
                let details = HeaderMap::from_iter([(name, HeaderValue::from_static("!!!"))]);
                let details = MetadataMap::from_headers(details);
                return Err(Status::with_metadata(Code::Aborted, "odd", details));
            }
            "bad_json" => whole("{\"a\":"),
            "chunk_after_eof" => chunks(vec![data("[1]"), eof(), data("]]"), eof()]),
            "close_connection" => {
                self.tap.close();
                pending().await
            }
            "empty_chunks" => stream::repeat_with(|| Ok(Chunk::default())).boxed(),
            "empty_result" => chunks(vec![eof()]),
            "error_after_data" => chunks(vec![data("[1,"), refused("no")]),
            "huge_progress" => stream::repeat_with(|| Ok(told(&"\u{1b}".repeat(1 << 20)))).boxed(),
            "huge_status" => return Err(Status::internal("x".repeat(4 << 20))),
            "never" => pending().await,
            "no_eof" => chunks(vec![data("[1]")]),
            "oversize_message" => chunks(vec![data(&"1".repeat(65 << 20)), eof()]),
            "silent" => stream::pending().boxed(),
            "status" => return Err(Status::internal("\u{1b}[31mbroken")),
            "stop_reading" => {
                self.tap.stop_reading();
                pending().await
            }
            other => whole(&serde_json::Value::from(other).to_string()),
        })
    }
}

impl std::fmt::Debug for Scripted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Scripted")
    }
}

fn whole(text: &str) -> Stated<Chunk> {
    chunks(vec![data(text), eof()])
}

fn chunks(chunks: Vec<Chunk>) -> Stated<Chunk> {
    stream::iter(chunks.into_iter().map(Ok)).boxed()
}

fn data(text: &str) -> Chunk {
    Chunk {
        data: text.to_owned().into(),
        ..Chunk::default()
    }
}

fn eof() -> Chunk {
    Chunk {
        eof: true,
        ..Chunk::default()
    }
}

fn told(message: &str) -> Chunk {
    Chunk {
        progress: 1,
        message: message.to_owned(),
        ..Chunk::default()
    }
}

fn refused(message: &str) -> Chunk {
    Chunk {
        error: Some(Error {
            code: "exec_error".to_owned(),
            message: message.to_owned(),
        }),
        ..Chunk::default()
    }
}

/// Ends the process when it is asked to, or never.
pub(crate) struct Controller {
    pub(crate) ignores: bool,
}

#[tonic::async_trait]
impl GrpcController for Controller {
    async fn shutdown(&self, _: Request<Empty>) -> Result<Response<Empty>, Status> {
        match self.ignores {
            true => match pending::<Infallible>().await {},
            false => exit(0),
        }
    }
}

/// Sends what nobody printed, or nothing.
pub(crate) struct Stdio {
    pub(crate) floods: bool,
}

#[tonic::async_trait]
impl GrpcStdio for Stdio {
    type StreamStdioStream = Stated<StdioData>;

    async fn stream_stdio(&self, _: Request<()>) -> Result<Response<Stated<StdioData>>, Status> {
        let piece = |channel| StdioData {
            channel,
            data: vec![b'x'; 64 << 10],
        };
        let channels = (0..4).cycle();
        Ok(Response::new(match self.floods {
            true => stream::iter(channels.map(move |channel| Ok(piece(channel)))).boxed(),
            false => stream::pending().boxed(),
        }))
    }
}
