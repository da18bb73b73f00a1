//! The gRPC services of a plugin.

mod broker;
pub(crate) mod connector;
mod controller;
mod health;
mod reflection;
mod stdio;
pub(crate) mod work;

use std::pin::Pin;
use std::sync::Arc;

use futures_util::Stream;
use tokio_util::sync::CancellationToken;
use tonic::Status;
use tonic::service::Routes;
use wick_proto::limits::MAX_MESSAGE_BYTES;
use wick_proto::wire::connector::connector_server::ConnectorServer;
use wick_proto::wire::plugin::grpc_broker_server::GrpcBrokerServer;
use wick_proto::wire::plugin::grpc_controller_server::GrpcControllerServer;
use wick_proto::wire::plugin::grpc_stdio_server::GrpcStdioServer;

use self::work::Threads;
use crate::Dispatcher;

/// The messages of a streaming answer.
pub(crate) type Answer<T> = Pin<Box<dyn Stream<Item = Result<T, Status>> + Send>>;

/// What the services share.
pub(crate) struct Services {
    /// Runs operations.
    pub(crate) dispatcher: Dispatcher,
    /// Where operations run.
    pub(crate) threads: Threads,
    /// Cancelled when the plugin is to end.
    pub(crate) ending: CancellationToken,
}

/// All that a host calls.
#[derive(Clone)]
pub(crate) struct Served {
    /// The connector itself, for what is called most.
    pub(crate) connector: Arc<connector::Service>,
    /// The same, and the services that go-plugin adds.
    pub(crate) routes: Routes,
}

impl Services {
    /// Makes them.
    pub(crate) async fn serve(self) -> Served {
        let Self {
            dispatcher,
            threads,
            ending,
        } = self;
        let service = Arc::new(connector::Service::new(dispatcher, threads));
        let connector = ConnectorServer::from_arc(service.clone())
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
        Served {
            connector: service,
            routes: routes.routes().prepare(),
        }
    }
}
