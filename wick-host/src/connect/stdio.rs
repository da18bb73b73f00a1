use wick_proto::wire::plugin::grpc_stdio_client::GrpcStdioClient;
use wick_proto::wire::plugin::stdio_data;
use wick_proto::{ConnectorKey, limits};

use super::Channel;
use crate::logs::{Lines, log};

/// Takes what the plugin prints through go-plugin's stdio service, until it ends, and logs it. A
/// plugin without the service, or one that ends it at once, is as good.
pub(super) async fn drain(channel: Channel, connector: ConnectorKey) {
    let fault = channel.fault().clone();
    // A panic is told to all who use the connection.
    let _ = fault.guard(take_all(channel, connector)).await;
}

async fn take_all(channel: Channel, connector: ConnectorKey) {
    let mut client =
        GrpcStdioClient::new(channel).max_decoding_message_size(limits::MAX_MESSAGE_BYTES);
    let mut stream = match client.stream_stdio(()).await {
        Ok(answer) => answer.into_inner(),
        Err(status) => {
            tracing::trace!(%connector, %status, "the plugin has no stdio service");
            return;
        }
    };
    let mut stdout = Lines::default();
    let mut stderr = Lines::default();
    while let Ok(Some(data)) = stream.message().await {
        let lines = match data.channel() {
            stdio_data::Channel::Stdout => &mut stdout,
            stdio_data::Channel::Stderr => &mut stderr,
            stdio_data::Channel::Invalid => continue,
        };
        lines.push(&data.data, |line| log(&connector, line));
    }
    stdout.finish(|line| log(&connector, line));
    stderr.finish(|line| log(&connector, line));
}
