//! A replayed upstream answers what was recorded, and tells what was not.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::PathBuf;

use serde_json::json;
use tempfile::TempDir;
use wick_runtime::testing::Upstream;

use crate::failure;

/// A file with two exchanges.
fn recorded() -> (TempDir, PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("notes.json");
    let recording = json!({
        "format": 1,
        "upstream": "https://notes.example",
        "exchanges": [
            {
                "request": { "method": "GET", "target": "/notes?tag=a&page=1&key=__secret_token__" },
                "response": {
                    "status": 200,
                    "headers": { "content-type": "application/json", "link": "<{upstream}/notes?page=2>" },
                    "json": [{ "text": "one", "self": "{upstream}/notes/1" }]
                }
            },
            {
                "request": {
                    "method": "POST",
                    "target": "/notes",
                    "json": { "text": "two", "password": "__scrubbed__", "tags": ["a", "b"] }
                },
                "response": { "status": 201 }
            }
        ]
    });
    fs::write(&path, recording.to_string()).unwrap();
    (directory, path)
}

/// Sends a request, and gives the answer as it comes.
fn send(upstream: &Upstream, method: &str, target: &str, body: &str) -> String {
    let address = upstream.url().strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    write!(
        stream,
        "{method} {target} HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer t\r\n\
         connection: close\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

const GET: &str = "/notes?page=1&tag=a&key=made-up%2Fsecret";
const POST: &str = r#"{ "password": "xyz", "text": "two", "tags": ["a", "b"] }"#;

#[test]
fn what_was_recorded_is_answered() {
    let (_directory, path) = recorded();
    let upstream = Upstream::replay(path)
        .secret("token", "made-up/secret")
        .scrub_field("password")
        .start();
    let answer = send(&upstream, "GET", GET, "");
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    let local = upstream.url();
    assert!(
        answer.contains(&format!("link: <{local}/notes?page=2>")),
        "{answer}"
    );
    assert!(
        answer.contains(&format!(r#""self":"{local}/notes/1""#)),
        "{answer}"
    );
    assert!(send(&upstream, "POST", "/notes", POST).starts_with("HTTP/1.1 201"));

    let seen = upstream.seen();
    assert_eq!(seen[0].header("authorization"), Some("Bearer t"));
    assert_eq!(seen[1].body, POST.as_bytes());
    let shown = format!("{seen:?}");
    assert!(
        shown.contains("__secret_token__") && !shown.contains("made-up"),
        "{shown}"
    );
}

#[test]
fn what_differs_is_told() {
    let (_directory, path) = recorded();
    let message = failure(|| {
        let upstream = Upstream::replay(&path)
            .scrub_field("password")
            .allow_unused()
            .start();
        let body = POST.replace("two", "2").replace(r#", "b""#, "");
        let answer = send(&upstream, "POST", "/notes?x=1", &body);
        assert!(answer.starts_with("HTTP/1.1 501"), "{answer}");
    });
    assert_eq!(
        message,
        format!(
            "POST /notes?x=1 was not recorded in {path:?}; the nearest is exchange 2, \
             - recorded, + asked for:\n  \
             + query: x=1\n  \
             - body.text: \"two\"\n  \
             + body.text: \"2\"\n  \
             - body.tags[1]: \"b\""
        )
    );
}

#[test]
fn an_exchange_answers_once_and_must_be_asked_for() {
    let (_directory, path) = recorded();
    let start = || {
        Upstream::replay(&path)
            .secret("token", "made-up/secret")
            .scrub_field("password")
    };
    let message = failure(|| {
        let upstream = start().start();
        send(&upstream, "POST", "/notes", POST);
        send(&upstream, "POST", "/notes", POST);
    });
    assert!(
        message.contains("POST /notes is asked for more often"),
        "{message}"
    );
    assert!(message.contains("nobody asked for these"), "{message}");
    assert!(
        message.contains("exchange 1: GET /notes?tag=a"),
        "{message}"
    );
    drop(start().allow_unused().start());
}

#[test]
fn what_cannot_be_replayed_is_told() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("absent.json");
    let message = failure(|| Upstream::replay(&path).start());
    assert!(
        message.contains("absent.json") && message.contains("WICK_RECORD=1"),
        "{message}"
    );
    fs::write(&path, r#"{"format":9,"upstream":"","exchanges":[]}"#).unwrap();
    let message = failure(|| Upstream::replay(&path).start());
    assert!(message.contains("format 9"), "{message}");
    let message = failure(|| Upstream::replay(&path).secret("pin", "1234"));
    assert!(message.contains("`pin` is too short"), "{message}");
}
