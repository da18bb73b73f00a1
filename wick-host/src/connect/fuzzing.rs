//! What a plugin sends, read without a process: for the fuzz targets.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};
use wick_proto::ConnectorKey;

use super::dial::Connection;
use super::{Channel, check_health, stdio};
use crate::client::{Call, Client, Peer};
use crate::logs::{InFlight, Source, Tail, pump};

/// Most bytes of a result.
const RESULT: usize = 1 << 20;

/// Makes each call that a host makes, all at once, over a connection on which the plugin sends whatever
/// `stream` gives; returns once each has ended.
///
/// # Panics
///
/// If the host panicked over it, where that would only be the plugin's failure elsewhere.
pub async fn call_over(
    stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
    key: ConnectorKey,
) {
    let (connection, lost) = Connection::over(Box::new(stream));
    let Ok(channel) = Channel::over(connection).await else {
        return;
    };
    // A process that is there: nothing is asked of it.
    let peer = Peer::Attached(std::process::id());
    let client = Arc::new(Client::new(channel.clone(), peer, lost, key.clone()));
    let call = || Call::new("run", "{}");
    let whole = async {
        let output = client.stream(call()).await?;
        output.collect(RESULT).await
    };
    let _ = tokio::join!(
        stdio::drain(channel.clone(), key),
        check_health(channel.clone()),
        whole,
        client.execute(call()),
        client.schema(),
        client.resolve_identity("token"),
        client.check_permissions(HashMap::new()),
        client.health(),
        client.probe(Duration::from_secs(10)),
    );
    if let Some(panicked) = channel.fault().panicked() {
        panic!("the host panicked over what a plugin sent: {panicked}");
    }
}

/// Reads the standard error of a plugin.
pub async fn read_log(bytes: &[u8], key: ConnectorKey) {
    pump(
        bytes,
        Source::Stderr,
        key,
        Tail::default(),
        InFlight::default(),
    )
    .await;
}
