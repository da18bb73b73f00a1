//! What is behind a plugin's handle: its own services, called directly or over a process.

mod in_process;
mod over_process;

use std::pin::Pin;

use futures_util::Stream;
use tonic::transport::Channel;
use tonic::{Request, Response, Status};
use wick_proto::wire::connector as wire;
use wick_proto::wire::connector::connector_client::ConnectorClient;
use wick_proto::wire::connector::connector_server::Connector as _;

pub(super) use in_process::InProcess;
pub(super) use over_process::OverProcess;

use crate::serving::services::connector::Service;

/// The chunks of an answer.
pub(super) type Chunks = Pin<Box<dyn Stream<Item = Result<wire::Chunk, Status>> + Send>>;

/// Where requests go. Both take the same messages.
pub(super) enum Target {
    Service(Service),
    Client(ConnectorClient<Channel>),
}

impl Target {
    pub(super) async fn execute(
        &self,
        request: Request<wire::ExecuteRequest>,
    ) -> Result<Chunks, Status> {
        Ok(match self {
            Self::Service(service) => service.execute_stream(request).await?.into_inner(),
            Self::Client(client) => {
                Box::pin(client.clone().execute_stream(request).await?.into_inner())
            }
        })
    }

    pub(super) async fn check_permissions(
        &self,
        request: wire::PermsRequest,
    ) -> Result<wire::PermsResponse, Status> {
        let request = Request::new(request);
        match self {
            Self::Service(service) => service.check_permissions(request).await,
            Self::Client(client) => client.clone().check_permissions(request).await,
        }
        .map(Response::into_inner)
    }

    pub(super) async fn resolve_identity(
        &self,
        request: wire::IdentityRequest,
    ) -> Result<wire::IdentityResponse, Status> {
        let request = Request::new(request);
        match self {
            Self::Service(service) => service.resolve_identity(request).await,
            Self::Client(client) => client.clone().resolve_identity(request).await,
        }
        .map(Response::into_inner)
    }

    /// The module, as the plugin tells it.
    pub(super) async fn schema(&self) -> Result<Vec<u8>, Status> {
        let request = Request::new(wire::SchemaRequest {});
        let response = match self {
            Self::Service(service) => service.schema(request).await,
            Self::Client(client) => client.clone().schema(request).await,
        };
        Ok(response?.into_inner().manifest_json)
    }
}
