//! What the test kit records from a real service, it replays without it.

use std::fs;

use serde_json::{Value, json};
use tokio::runtime::Runtime;
use wick_runtime::testing::{Executable, Plugin, Upstream, UpstreamBuilder, over_process};
use wick_tests::cargo::binary;
use wick_tests::desk::{Desk, SCOPES};

/// Has what would be written differently in a URL, in JSON and in base64.
const TOKEN: &str = "tok/eve+4711=";
const FAKE: &str = "tok/nobody+0=";

/// A day at the help desk: the exchanges of `examples/helpdesk/tests/tickets.rs`, and some more.
fn a_day(upstream: UpstreamBuilder, token: &str, more: bool) -> Vec<Value> {
    over_process(
        &Executable::at(binary("helpdesk")),
        |desk: Plugin<()>| async move {
            let desk = desk.setting("token", token);
            let upstream = upstream.secrets_of(&desk).start();
            let desk = desk.setting("base_url", upstream.url());
            let mut answers = Vec::new();
            let mut calls = vec![
                (
                    "create_ticket",
                    json!({"subject": "No light", "body": "Since noon.", "customer": 1}),
                ),
                ("find_tickets", json!({"query": "light"})),
                ("close_ticket", json!({"number": 3})),
                ("get_ticket", json!({"number": 7})),
            ];
            if more {
                // A secret in a body and in a query, and bytes that are no text.
                let comment = format!("my token is {token}");
                calls.push(("add_comment", json!({"number": 3, "text": comment})));
                calls.push(("find_tickets", json!({"query": token})));
                calls.push((
                "upload_attachment",
                json!({"number": 3, "name": "x.bin", "media_type": "application/x-y", "content": "//79"}),
            ));
            }
            for (operation, arguments) in calls {
                let answer = desk.call(operation, arguments).await;
                answers.push(match answer {
                    Ok(answer) => answer.json(),
                    Err(error) => json!({"code": error.code()}),
                });
            }
            answers
        },
    )
}

#[test]
fn a_recording_is_replayed_without_the_service() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("exchanges/day.json");
    let runtime = Runtime::new().unwrap();
    let desk = runtime.block_on(Desk::start());
    desk.admit("Eve", TOKEN, &SCOPES);
    let recorded = a_day(Upstream::record(&path, &desk.url()), TOKEN, true);
    assert_eq!(recorded[0]["number"], 3);
    let arrived = desk.seen().len();
    assert_eq!(arrived, 7);

    // The service is gone, and so is the only token that it knows.
    let url = desk.url();
    drop(runtime);
    let replayed = a_day(Upstream::replay(&path), FAKE, true);
    assert_eq!(replayed.len(), recorded.len());
    assert_eq!(replayed[..4], recorded[..4]);

    let file = fs::read_to_string(&path).unwrap();
    assert!(file.contains("__secret_token__"), "{file}");
    for secret in ["4711", "ZXZl", "authorization", "bearer"] {
        assert!(
            !file.to_lowercase().contains(&secret.to_lowercase()),
            "{secret}: {file}"
        );
    }
    assert_eq!(file.matches(&url).count(), 1, "where it is from: {file}");
    let recording: Value = serde_json::from_str(&file).unwrap();
    assert_eq!(recording["upstream"], url);
    assert_eq!(recording["exchanges"].as_array().unwrap().len(), 7);
}

/// `examples/helpdesk/tests/exchanges/tickets.json` is what the service answers today.
#[test]
fn the_recording_of_the_example_is_fresh() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("tickets.json");
    let runtime = Runtime::new().unwrap();
    let desk = runtime.block_on(Desk::start());
    desk.admit("Eve", TOKEN, &SCOPES);
    a_day(Upstream::record(&path, &desk.url()), TOKEN, false);
    let fresh = fs::read_to_string(&path)
        .unwrap()
        .replace(&desk.url(), "http://127.0.0.1:8080/api");
    let kept = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../examples/helpdesk/tests/exchanges/tickets.json"
    );
    if std::env::var_os("WICK_RECORD").is_some_and(|value| value == "1") {
        fs::create_dir_all(std::path::Path::new(kept).parent().unwrap()).unwrap();
        fs::write(kept, &fresh).unwrap();
    }
    assert_eq!(
        fs::read_to_string(kept).unwrap(),
        fresh,
        "WICK_RECORD=1 records it anew"
    );
}
