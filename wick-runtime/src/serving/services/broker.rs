//! `plugin.GRPCBroker`: further connections between host and plugin, of which wick has none. A
//! host opens the stream all the same.

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
        let idle = request
            .into_inner()
            .take_while(|announced| future::ready(announced.is_ok()))
            .filter(|_| future::ready(false))
            .take_until(ended);
        Ok(Response::new(idle.boxed()))
    }
}
