//! A service without a connector behind it: what it gets is what it answers.

use std::path::Path;
use std::pin::Pin;

use futures_util::Stream;
use hyper_util::rt::TokioIo;
use tonic::transport::{Channel, Endpoint};
use tonic::{Request, Response, Status};
use wick_proto::wire::connector as wire;

use crate::Failure;

pub(in crate::floor) struct Bare;

#[tonic::async_trait]
impl wire::connector_server::Connector for Bare {
    async fn execute(
        &self,
        request: Request<wire::ExecuteRequest>,
    ) -> Result<Response<wire::ExecuteResponse>, Status> {
        Ok(Response::new(wire::ExecuteResponse {
            result_json: request.into_inner().args_json,
            ..Default::default()
        }))
    }

    type ExecuteStreamStream = Pin<Box<dyn Stream<Item = Result<wire::Chunk, Status>> + Send>>;

    async fn execute_stream(
        &self,
        request: Request<wire::ExecuteRequest>,
    ) -> Result<Response<Self::ExecuteStreamStream>, Status> {
        let data = wire::Chunk {
            data: request.into_inner().args_json.into(),
            ..Default::default()
        };
        let end = wire::Chunk {
            eof: true,
            ..Default::default()
        };
        let chunks = futures_util::stream::iter([Ok(data), Ok(end)]);
        Ok(Response::new(Box::pin(chunks)))
    }

    async fn schema(
        &self,
        _: Request<wire::SchemaRequest>,
    ) -> Result<Response<wire::SchemaResponse>, Status> {
        Err(Status::unimplemented(""))
    }

    async fn check_permissions(
        &self,
        _: Request<wire::PermsRequest>,
    ) -> Result<Response<wire::PermsResponse>, Status> {
        Err(Status::unimplemented(""))
    }

    async fn resolve_identity(
        &self,
        _: Request<wire::IdentityRequest>,
    ) -> Result<Response<wire::IdentityResponse>, Status> {
        Err(Status::unimplemented(""))
    }

    async fn health(
        &self,
        _: Request<wire::HealthRequest>,
    ) -> Result<Response<wire::HealthResponse>, Status> {
        Err(Status::unimplemented(""))
    }
}

pub(in crate::floor) type Client = wire::connector_client::ConnectorClient<Channel>;

pub(in crate::floor) async fn client(socket: &Path) -> Result<Client, Failure> {
    let socket = socket.to_owned();
    let connector = tower::service_fn(move |_| {
        let socket = socket.clone();
        async move {
            tokio::net::UnixStream::connect(socket)
                .await
                .map(TokioIo::new)
        }
    });
    let channel = Endpoint::from_static("http://localhost")
        .connect_with_connector(connector)
        .await?;
    Ok(Client::new(channel))
}
