//! The gRPC services of a plugin.

mod broker;
pub(crate) mod connector;
mod controller;
mod health;
mod reflection;
mod stdio;
mod work;

use std::pin::Pin;

use futures_util::Stream;
use tokio::runtime::Handle;
use tokio_util::sync::CancellationToken;
use tonic::Status;
use tonic::service::Routes;
use wick_proto::limits::MAX_MESSAGE_BYTES;
use wick_proto::wire::connector::connector_server::ConnectorServer;
use wick_proto::wire::plugin::grpc_broker_server::GrpcBrokerServer;
use wick_proto::wire::plugin::grpc_controller_server::GrpcControllerServer;
use wick_proto::wire::plugin::grpc_stdio_server::GrpcStdioServer;

use crate::Dispatcher;

/// The messages of a streaming answer.
pub(crate) type Answer<T> = Pin<Box<dyn Stream<Item = Result<T, Status>> + Send>>;

/// What the services share.
pub(crate) struct Services {
    /// Runs operations.
    pub(crate) dispatcher: Dispatcher,
    /// Where operations run.
    pub(crate) work: Handle,
    /// Cancelled when the plugin is to end.
    pub(crate) ending: CancellationToken,
}

impl Services {
    /// All that a host calls: the connector itself, and the services that go-plugin adds.
    pub(crate) async fn routes(self) -> Routes {
        let Self {
            dispatcher,
            work,
            ending,
        } = self;
        let connector = connector::Service::new(dispatcher, work);
        let connector = ConnectorServer::new(connector)
            .max_decoding_message_size(MAX_MESSAGE_BYTES)
            .max_encoding_message_size(MAX_MESSAGE_BYTES);
        let controller = controller::Service::new(ending.clone());
        let stdio = stdio::Service::new(ending.clone());
        let broker = broker::Service::new(ending.clone());
        let mut routes = Routes::builder();
        routes
            .add_service(connector)
            .add_service(health::service(ending).await)
            .add_service(GrpcControllerServer::new(controller))
            .add_service(GrpcStdioServer::new(stdio))
            .add_service(GrpcBrokerServer::new(broker));
        reflection::add_to(&mut routes);
        routes.routes()
    }
}
