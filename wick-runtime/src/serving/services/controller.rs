//! `plugin.GRPCController`: the host ends us.

use tokio_util::sync::CancellationToken;
use tonic::{Request, Response, Status};
use wick_proto::wire::plugin::Empty;
use wick_proto::wire::plugin::grpc_controller_server::GrpcController;

pub(super) struct Service {
    ending: CancellationToken,
}

impl Service {
    pub(super) fn new(ending: CancellationToken) -> Self {
        Self { ending }
    }
}

#[tonic::async_trait]
impl GrpcController for Service {
    /// Answers at once, as a Go host waits for the answer without a limit. It still goes out:
    /// connections finish their calls before they close.
    async fn shutdown(&self, _: Request<Empty>) -> Result<Response<Empty>, Status> {
        self.ending.cancel();
        Ok(Response::new(Empty {}))
    }
}
