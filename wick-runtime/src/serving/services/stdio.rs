//! `plugin.GRPCStdio`: what the plugin prints. What we print is logged, so nothing comes here; but
//! a host holds the stream open, and its end would say that we are gone.

use futures_util::{StreamExt as _, stream};
use tokio_util::sync::CancellationToken;
use tonic::{Request, Response, Status};
use wick_proto::wire::plugin::StdioData;
use wick_proto::wire::plugin::grpc_stdio_server::GrpcStdio;

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
impl GrpcStdio for Service {
    type StreamStdioStream = Answer<StdioData>;

    async fn stream_stdio(
        &self,
        _: Request<()>,
    ) -> Result<Response<Self::StreamStdioStream>, Status> {
        let ended = self.ending.clone().cancelled_owned();
        Ok(Response::new(stream::pending().take_until(ended).boxed()))
    }
}
