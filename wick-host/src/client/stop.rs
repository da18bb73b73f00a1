use std::process::ExitStatus;
use std::time::Duration;

use tokio::time::{Instant, timeout_at};
use wick_proto::wire::plugin::Empty;
use wick_proto::wire::plugin::grpc_controller_client::GrpcControllerClient;

use super::{Client, Peer};

/// How long a killed process may take to be seen dead.
const REAP: Duration = Duration::from_secs(2);

impl Client {
    /// Asks the plugin to end, if it is ours, waits for at most `grace`, kills it with all its descendants, and reaps it.
    ///
    /// Returns how it ended; `None` if it could not be seen dead, which takes a process that not even
    /// the kernel can end.
    pub(crate) async fn stop(&self, grace: Duration) -> Option<ExitStatus> {
        if let Peer::Attached(_) = self.process {
            return None;
        }
        let deadline = Instant::now() + grace;
        let mut controller = GrpcControllerClient::new(self.channel.clone());
        let answer = self.channel.fault().guard(controller.shutdown(Empty {}));
        // A Go plugin drops the connection in place of an answer, others do not know the call, and a
        // hanging one must not hang us: whatever comes back, only the process counts.
        let asked = timeout_at(deadline, answer).await;
        tracing::trace!(connector = %self.connector, ?asked, "asked the plugin to end");
        if let Ok(Some(status)) = timeout_at(deadline, self.process.exited()).await {
            return Some(status);
        }
        self.end().await
    }

    /// Kills the plugin with all its descendants and reaps it.
    pub(crate) async fn end(&self) -> Option<ExitStatus> {
        self.process.kill();
        self.process.exited_within(REAP).await
    }
}
