//! `plugin.GRPCBroker`: further connections between host and plugin, of which wick has none. A
//! host opens the stream all the same; one that announces a connection waits for it until it gives up, so
//! that is logged.

use futures_util::{StreamExt as _, future};
use tokio_util::sync::CancellationToken;
use tonic::{Request, Response, Status, Streaming};
use wick_proto::wire::plugin::ConnInfo;
use wick_proto::wire::plugin::grpc_broker_server::GrpcBroker;

use super::Answer;

pub(super) struct Service {
    ending: CancellationToken,
}

impl Service {
    pub(super) fn new(ending: CancellationToken) -> Self {
        Self { ending }
    }
}

#[tonic::async_trait]
impl GrpcBroker for Service {
    type StartStreamStream = Answer<ConnInfo>;

    /// Reads what is announced and answers nothing, until either side ends it.
    async fn start_stream(
        &self,
        request: Request<Streaming<ConnInfo>>,
    ) -> Result<Response<Self::StartStreamStream>, Status> {
        let ended = self.ending.clone().cancelled_owned();
        let mut is_told = false;
        let idle = request
            .into_inner()
            .take_while(|announced| future::ready(announced.is_ok()))
            .filter_map(move |_| {
                if !std::mem::replace(&mut is_told, true) {
                    tracing::warn!(target: "wick", "the host announces a further connection through go-plugin's broker, and a wick plugin takes none");
                }
                future::ready(None)
            })
            .take_until(ended);
        Ok(Response::new(idle.boxed()))
    }
}
