//! How a plugin ends.

use std::io::{Seek as _, Write as _};
use std::os::unix::fs::PermissionsExt as _;

use rustix::process::Signal;
use wick_proto::environment::REATTACH_OUT;
use wick_proto::wire::plugin::Empty;
use wick_proto::wire::plugin::grpc_controller_client::GrpcControllerClient;
use wick_proto::wire::plugin::grpc_stdio_client::GrpcStdioClient;

use crate::support::{by_a_host, by_a_person, lives, soon, through};

#[tokio::test]
async fn shutdown_answers_and_ends_the_process() {
    let plugin = by_a_host().with_tls().start().await;
    let channel = plugin.connect().await;
    let stdio = soon(GrpcStdioClient::new(channel.clone()).stream_stdio(())).await;
    let mut controller = GrpcControllerClient::new(channel);
    soon(controller.shutdown(Empty {})).await.unwrap();
    // The host keeps its connection and its stream.
    plugin.ended_well().await;
    drop((controller, stdio));
}

#[tokio::test]
async fn shutdown_may_be_called_again() {
    let plugin = by_a_host().start().await;
    let mut clients = Vec::new();
    for _ in 0..3 {
        clients.push(GrpcControllerClient::new(plugin.connect().await));
    }
    let calls = clients.iter_mut().map(|client| client.shutdown(Empty {}));
    let answers = soon(futures_util::future::join_all(calls)).await;
    assert!(answers.iter().any(Result::is_ok), "{answers:?}");
    plugin.ended_well().await;
}

#[tokio::test]
async fn an_interrupt_is_ignored_and_a_termination_is_graceful() {
    let plugin = by_a_host().start().await;
    for _ in 0..3 {
        plugin.signal(Signal::INT);
    }
    assert!(lives(&plugin).await);
    plugin.signal(Signal::TERM);
    plugin.ended_well().await;
}

#[tokio::test]
async fn it_ends_with_its_host() {
    // The shell is the host; it prints nothing itself.
    let plugin = through(r#""$0" & wait"#).start().await;
    assert!(lives(&plugin).await);
    let directory = plugin.socket().parent().unwrap().to_owned();
    plugin.signal(Signal::KILL);
    let (status, printed, records) = plugin.ended().await;
    assert_eq!(status.code(), None, "the shell was killed");
    assert_eq!(printed, "");
    assert_eq!(records.len(), 1, "{records:?}");
    assert!(!directory.exists());
}

#[tokio::test]
async fn it_does_not_read_its_input() {
    let mut input = tempfile::tempfile().unwrap();
    input.write_all(b"for the host").unwrap();
    input.rewind().unwrap();
    let plugin = by_a_host().input(input.try_clone().unwrap()).start().await;
    assert!(lives(&plugin).await);
    plugin.shut_down().await;
    plugin.ended_well().await;
    // Both have one position.
    assert_eq!(input.stream_position().unwrap(), 0);
}

#[tokio::test]
async fn under_a_debugger_a_file_tells_where_it_is() {
    let launch = by_a_person();
    let file = launch.directory().join("reattach.json");
    let plugin = launch.start_debugged(&file).await;
    assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    assert!(lives(&plugin).await);
    plugin.signal(Signal::INT);
    plugin.ended_well().await;
}

#[tokio::test]
async fn a_host_comes_before_a_debugger() {
    let launch = by_a_host().env(REATTACH_OUT, "/nowhere/reattach.json");
    let plugin = launch.start().await;
    assert!(lives(&plugin).await);
}

#[tokio::test]
async fn a_file_for_the_debugger_that_cannot_be_written_is_an_error() {
    let launch = by_a_person().env(REATTACH_OUT, "/nowhere/reattach.json");
    let message = launch.failure().await;
    assert!(message.contains("/nowhere/reattach.json"), "{message}");
}
