//! Results that arrive while they are made, at our host and at the Go host.
#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::collections::HashMap;

use serde_json::{Value, json};
use wick_host::{CallError, Event, Output};
use wick_tests::cargo::binary;
use wick_tests::go::peers;
use wick_tests::go_host::GoHost;
use wick_tests::plugins::Single;
use wick_tests::timely;

const KEY: &str = "rustpeer";

async fn open() -> Single {
    Single::of(KEY).await
}

async fn stream(peer: &Single, operation: &str, arguments: Value) -> Output {
    let settings = HashMap::new();
    let call = peer.host.prepare(KEY, operation, &arguments, &settings);
    timely(peer.host.stream(KEY, call.unwrap())).await.unwrap()
}

async fn data(output: &mut Output) -> Vec<u8> {
    match timely(output.next()).await.unwrap() {
        Some(Event::Data(data)) => data,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn the_first_items_are_there_before_the_last_is_made() {
    let peer = open().await;
    let mut output = stream(&peer, "count", json!({"to": 3})).await;
    assert_eq!(data(&mut output).await, br#"[{"number":1},{"number":2}"#);
    peer.call("release", json!({})).await.unwrap();
    let mut rest = Vec::new();
    while let Some(event) = timely(output.next()).await.unwrap() {
        let Event::Data(mut data) = event else {
            panic!("{event:?}")
        };
        rest.append(&mut data);
    }
    assert_eq!(rest, br#",{"number":3}]"#);
    timely(peer.host.shutdown()).await;
}

#[tokio::test]
async fn a_reader_that_waits_makes_the_operation_wait() {
    let peer = open().await;
    let mut output = stream(&peer, "flood", json!({})).await;
    data(&mut output).await;
    // Nobody reads. What is in flight fills up, and then nothing more is made: two equal counts
    // with calls between them that run on the same threads.
    let mut made = 0;
    loop {
        let now = peer.call("made", json!({})).await.unwrap();
        if now == made {
            break;
        }
        made = now.as_u64().unwrap();
        for _ in 0..100 {
            peer.call("release", json!({})).await.unwrap();
        }
    }
    assert!(
        made < 1000,
        "{made} items of 64 KiB for a caller who took one"
    );
    drop(output);
    timely(peer.host.shutdown()).await;
}

#[tokio::test]
async fn an_error_in_the_middle_is_the_result() {
    let peer = open().await;
    let error = peer.call("tear", json!({"message": "half"})).await;
    let CallError::Plugin { code, message, .. } = error.unwrap_err() else {
        panic!("not the plugin's error")
    };
    assert_eq!((code.as_str(), message.as_str()), ("torn", "half"));
}

#[tokio::test]
async fn collected_results_are_the_same() {
    let peer = open().await;
    peer.call("release", json!({})).await.unwrap();
    let (arguments, settings) = (json!({"to": 2}), HashMap::new());
    let call = peer.host.prepare(KEY, "count", &arguments, &settings);
    let whole = timely(peer.host.execute(KEY, call.unwrap())).await.unwrap();
    assert_eq!(whole, br#"[{"number":1},{"number":2}]"#);
    let text = peer.call("long_text", json!({"lines": 100_000})).await;
    let text = text.unwrap();
    let text = text.as_str().unwrap();
    assert!(text.starts_with("line \"0\"\nline \"1\"\n"));
    assert!(text.ends_with("line \"99999\"\n"));
    let endless = peer.host.prepare(KEY, "flood", &json!({}), &settings);
    let error = timely(peer.host.execute(KEY, endless.unwrap())).await;
    let CallError::Transport { source, .. } = error.unwrap_err() else {
        panic!("not gRPC's status")
    };
    assert!(source.message().contains("ExecuteStream"), "{source}");
}

#[test]
fn a_go_host_reads_streams_too() {
    let Some(peers) = peers() else { return };
    let mut host = GoHost::new(peers, &binary(KEY));
    host.expect(json!({"do": "start"}));

    // The last item is never made, so that what arrives came before it.
    let cut = host.ask(json!({
        "do": "cancel_stream", "operation": "count", "args": {"to": "3"}, "after_chunks": 1,
    }));
    assert_eq!(cut["data"], r#"[{"number":1},{"number":2}"#, "{cut}");
    assert_eq!(
        (&cut["eof"], &cut["status"]),
        (&json!(false), &json!("Canceled"))
    );

    host.call("release", json!({}), json!({}));
    let all = host.call("count", json!({"to": "3"}), json!({}));
    assert_eq!(all["data"], r#"[{"number":1},{"number":2},{"number":3}]"#);
    assert_eq!((&all["eof"], &all["after_eof"]), (&json!(true), &json!(0)));

    let torn = host.call("tear", json!({"message": "half"}), json!({}));
    assert_eq!(torn["error"], "plugin operation error: [torn] half");
    let text = host.call("long_text", json!({"lines": "100000"}), json!({}));
    assert_eq!(text["ok"], true, "{}", text["error"]);
    assert!(text["largest_chunk"].as_u64().unwrap() <= 1 << 20);
    host.finish();
}
