//! Starting the probe and talking to it.

mod build;
mod connect;
mod launch;
mod plugin;

use std::time::Duration;

use wick_proto::wire::connector::ExecuteRequest;

pub(crate) use build::{probe, unsound};
pub(crate) use launch::Launch;
pub(crate) use plugin::Plugin;

/// Longest wait for anything: far more than it takes, so that only what hangs fails.
const PATIENCE: Duration = Duration::from_secs(60);

/// Waits for what must happen.
pub(crate) async fn soon<T>(what: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, what)
        .await
        .expect("it does not happen")
}

/// A call of an operation without settings.
pub(crate) fn call(operation: &str, arguments: serde_json::Value) -> ExecuteRequest {
    ExecuteRequest {
        operation: operation.to_owned(),
        args_json: arguments.to_string().into_bytes(),
        ..ExecuteRequest::default()
    }
}
