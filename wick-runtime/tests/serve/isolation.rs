//! One operation's misbehaviour is not another one's.

use std::time::Duration;

use futures_util::TryStreamExt as _;
use serde_json::{Value, json};
use tonic::{Code, Streaming};
use wick_proto::environment::GO_PLUGIN;
use wick_proto::handshake::COOKIE_KEY;
use wick_proto::wire::connector::{Chunk, ExecuteRequest};
use wick_runtime::testing::process::Process;

use crate::support::{by_a_host, call, lives, soon};

/// Starts an operation that never returns, and waits until it runs.
async fn start(plugin: &Process, operation: &str) -> Streaming<Chunk> {
    let mut client = plugin.client().await;
    let request = call(operation, json!({}));
    let mut chunks = soon(client.execute_stream(request))
        .await
        .unwrap()
        .into_inner();
    let report = soon(chunks.message()).await.unwrap().unwrap();
    assert_eq!(report.progress, 1);
    chunks
}

#[tokio::test]
async fn a_panic_is_an_error_of_its_call() {
    let mut plugin = by_a_host().start().await;
    let request = ExecuteRequest {
        request_id: "r7".into(),
        ..call("panic", json!({ "message": "it\nbroke" }))
    };
    let error = plugin.execute(request).await.error.unwrap();
    for part in ["it\nbroke", "probe.rs:", "r7"] {
        assert!(error.message.contains(part), "{part} in {}", error.message);
    }
    let record = plugin.logged(|record| record["@level"] == "error").await;
    assert_eq!(record["@module"], "panic");
    assert!(record["place"].as_str().unwrap().contains("probe.rs:"));
    assert!(lives(&plugin).await);
}

#[tokio::test]
async fn the_last_words_of_a_process_are_heard() {
    let mut plugin = by_a_host().start().await;
    let mut client = plugin.client().await;
    let status = soon(client.execute(call("abort", json!({}))))
        .await
        .unwrap_err();
    assert_ne!(status.code(), Code::Ok);
    for message in ["first", "second"] {
        let record = plugin.logged(|record| record["@module"] == "panic").await;
        assert_eq!(record["@message"], message);
    }
}

#[tokio::test]
async fn an_operation_that_blocks_its_thread_blocks_no_transport() {
    let plugin = by_a_host().with_tls().start().await;
    let mut running = Vec::new();
    for operation in ["block", "block_politely", "hang"] {
        running.push(start(&plugin, operation).await);
    }
    assert!(lives(&plugin).await);
    plugin.shut_down().await;
    plugin.ended_well().await;
}

/// An operation that was quick is begun on the thread of the transport, until it is not quick any more.
#[tokio::test]
async fn a_quick_operation_that_blocks_its_thread_blocks_no_transport() {
    let plugin = by_a_host().with_tls().start().await;
    let mut client = plugin.client().await;
    for _ in 0..100 {
        let quick = call("quick_or_stuck", json!({ "stuck": false }));
        let chunks = soon(client.execute_stream(quick)).await.unwrap();
        let chunks: Vec<_> = soon(chunks.into_inner().try_collect()).await.unwrap();
        assert!(chunks.last().is_some_and(|chunk| chunk.eof));
    }
    // Its report comes while it blocks, and its caller does not wait for it.
    let stuck = call("quick_or_stuck", json!({ "stuck": true }));
    let mut request = tonic::Request::new(stuck);
    request.set_timeout(Duration::from_millis(300));
    let mut chunks = soon(client.execute_stream(request))
        .await
        .unwrap()
        .into_inner();
    let report = soon(chunks.message()).await.unwrap().unwrap();
    assert_eq!((report.progress, report.total), (1, 2));
    let late = soon(chunks.message()).await.unwrap_err();
    assert!(
        matches!(late.code(), Code::DeadlineExceeded | Code::Cancelled),
        "{late}"
    );
    // Others are served meanwhile.
    assert!(lives(&plugin).await);
    plugin.shut_down().await;
    plugin.ended_well().await;
}

#[tokio::test]
async fn what_is_printed_is_logged() {
    let mut plugin = by_a_host().start().await;
    let text = "1|1|unix|/tmp/elsewhere|grpc|";
    let answer = plugin
        .execute(call("print", json!({ "text": text, "bytes": 1 })))
        .await;
    assert_eq!(answer.error, None);
    // Two pipes: either may be the first.
    let is_printed = |record: &Value| record["@module"] != "wick";
    let mut records = [
        plugin.logged(is_printed).await,
        plugin.logged(is_printed).await,
    ];
    records.sort_by_key(|record| record["@module"] == "stdout");
    let [error, output] = records;
    assert_eq!(
        (&output["@module"], &output["@message"]),
        (&"stdout".into(), &text.into())
    );
    assert_eq!(
        (&error["@module"], &error["@level"]),
        (&"stderr".into(), &"info".into())
    );
    assert_eq!(error["@message"], format!("{text} to stderr"));
    plugin.shut_down().await;
    plugin.ended_well().await;
}

#[tokio::test]
async fn printing_a_lot_blocks_nothing_even_if_nobody_reads() {
    let plugin = by_a_host().start().await;
    let text = "x".repeat(999);
    let print = call("print", json!({ "text": text, "bytes": 10_000_000 }));
    let (printed, answered) = tokio::join!(plugin.execute(print), lives(&plugin));
    assert_eq!(printed.error, None);
    assert!(answered && lives(&plugin).await);
}

#[tokio::test]
async fn a_host_that_reads_gets_every_line() {
    let mut plugin = by_a_host().start().await;
    let mut client = plugin.client().await;
    let print = call("print", json!({ "text": "a line", "bytes": 7 * 20_000 }));
    let printed = tokio::spawn(async move { client.execute(print).await });
    for _ in 0..20_000 {
        let record = plugin.logged(|record| record["@module"] != "stderr").await;
        assert_eq!(record["@message"], "a line");
    }
    assert_eq!(
        soon(printed).await.unwrap().unwrap().into_inner().error,
        None
    );
}

#[tokio::test]
async fn children_do_not_see_what_the_host_said() {
    let mut launch = by_a_host().with_tls().env("KEPT", "yes");
    for name in GO_PLUGIN.into_iter().filter(|name| !name.ends_with("CERT")) {
        launch = launch.env(name, "");
    }
    let plugin = launch.start().await;
    let answer = plugin.execute(call("environment", json!({}))).await;
    let names: Vec<String> = serde_json::from_slice(&answer.result_json).unwrap();
    assert!(names.iter().any(|name| name == "KEPT"));
    for name in GO_PLUGIN.into_iter().chain([COOKIE_KEY]) {
        assert!(!names.iter().any(|seen| seen == name), "{name}");
    }
}

#[tokio::test]
async fn a_grandchild_does_not_hold_the_pipes_of_the_host() {
    let plugin = by_a_host().start().await;
    let answer = plugin.execute(call("start_grandchild", json!({}))).await;
    let pid: Value = serde_json::from_slice(&answer.result_json).unwrap();
    let pid = i32::try_from(pid.as_i64().unwrap()).unwrap();
    plugin.shut_down().await;
    // Waits for the end of both pipes, too.
    plugin.ended_well().await;
    let pid = rustix::process::Pid::from_raw(pid).unwrap();
    // It outlived the plugin, and was killed only now.
    rustix::process::kill_process(pid, rustix::process::Signal::KILL).unwrap();
}
