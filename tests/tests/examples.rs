//! The examples do what their documentation says, as plugins under our host.
#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::collections::HashMap;
use std::fs;
use std::net::SocketAddr;
use std::process::Command;

use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};
use wick_host::CallError;
use wick_tests::cargo::binary;
use wick_tests::plugins::{Plugins, Single};

async fn result(example: &Single, operation: &str, arguments: Value) -> Value {
    example.call(operation, arguments).await.unwrap()
}

/// The code and message of an error that the operation answers with.
async fn refusal(example: &Single, operation: &str, arguments: Value) -> (String, String) {
    match example.call(operation, arguments).await {
        Err(CallError::Plugin { code, message, .. }) => (code, message),
        other => panic!("{operation}: {other:?}"),
    }
}

#[tokio::test]
async fn sqlite_reads_and_changes_a_real_file() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("copy.db");
    let shipped = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/sqlite/library.db");
    fs::copy(shipped, &file).unwrap();
    let sqlite = Single::of("sqlite")
        .await
        .setting("database", file.to_str().unwrap());

    assert_eq!(
        result(&sqlite, "list_tables", json!({})).await,
        json!([
            {"name": "authors", "kind": "table", "rows": 6},
            {"name": "books", "kind": "table", "rows": 9},
        ])
    );
    let columns = result(&sqlite, "describe_table", json!({"table": "authors"})).await;
    assert_eq!(
        columns[1],
        json!({"name": "name", "kind": "TEXT", "nullable": false, "primary_key": false})
    );
    let (code, message) = refusal(&sqlite, "describe_table", json!({"table": "nobody"})).await;
    assert!(
        code == "no_table" && message.contains("list_tables"),
        "{code}: {message}"
    );

    let rows = result(
        &sqlite,
        "query",
        json!({
            "sql": "SELECT title, rating FROM books WHERE year > ? AND title <> ? ORDER BY year",
            "parameters": [1900, "Dracula'; DROP TABLE books; --"],
        }),
    )
    .await;
    assert_eq!(
        rows,
        json!([{"title": "Mrs Dalloway", "rating": 3.8}, {"title": "Orlando", "rating": null}])
    );
    // Keys in the order of the columns, not of the alphabet.
    let first = rows[0].as_object().unwrap().keys().next().unwrap();
    assert_eq!(first, "title");
    let limited = result(
        &sqlite,
        "query",
        json!({"sql": "SELECT * FROM books", "limit": 2}),
    )
    .await;
    assert_eq!(limited.as_array().unwrap().len(), 2);

    let delete = json!({"sql": "DELETE FROM books WHERE year < ?", "parameters": [1820]});
    let (_, message) = refusal(&sqlite, "query", delete.clone()).await;
    assert!(message.contains("readonly"), "{message}");
    assert_eq!(result(&sqlite, "execute", delete).await, json!({"rows": 3}));
    assert_eq!(
        result(&sqlite, "list_tables", json!({})).await[1]["rows"],
        6
    );

    let (code, message) = refusal(&sqlite, "query", json!({"limit": 0, "parameters": "no"})).await;
    assert_eq!(code, "bad_args");
    for field in ["sql", "limit", "parameters"] {
        assert!(message.contains(field), "{field}: {message}");
    }
    sqlite.host.shutdown().await;
}

#[tokio::test]
async fn sqlite_without_a_setting_opens_the_sample() {
    let sqlite = Single::of("sqlite").await;
    let tables = result(&sqlite, "list_tables", json!({})).await;
    assert_eq!(tables.as_array().unwrap().len(), 2);
    sqlite.host.shutdown().await;
}

/// A server that answers like httpbin.
async fn httpbin_server() -> SocketAddr {
    let router =
        Router::new()
            .route(
                "/get",
                get(|query: Query<HashMap<String, String>>| async move {
                    Json(json!({"args": query.0}))
                }),
            )
            .route(
                "/post",
                post(|body: Json<Value>| async move { Json(json!({"json": body.0})) }),
            )
            .route(
                "/status/{code}",
                get(|code: Path<u16>| async move { StatusCode::from_u16(code.0).unwrap() }),
            );
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

#[tokio::test]
async fn httpbin_talks_to_a_real_server() {
    let address = format!("http://{}", httpbin_server().await);
    let httpbin = Single::of("httpbin").await.setting("base_url", &address);

    let answer = result(&httpbin, "get", json!({"query": {"color": "green & blue"}})).await;
    assert_eq!(
        answer,
        json!({"status": 200, "body": {"args": {"color": "green & blue"}}})
    );
    let answer = result(&httpbin, "get", json!({})).await;
    assert_eq!(answer, json!({"status": 200, "body": {"args": {}}}));
    let answer = result(&httpbin, "post", json!({"body": {"n": [1, 2.5, null]}})).await;
    assert_eq!(
        answer,
        json!({"status": 200, "body": {"json": {"n": [1, 2.5, null]}}})
    );
    let answer = result(&httpbin, "status", json!({"code": 418})).await;
    assert_eq!(answer["status"], 418);
    let (code, message) = refusal(&httpbin, "status", json!({"code": 99})).await;
    assert!(code == "bad_args" && message.contains("200"), "{message}");
    httpbin.host.shutdown().await;

    let nowhere = Single::of("httpbin")
        .await
        .setting("base_url", "http://127.0.0.1:1/");
    let (_, message) = refusal(&nowhere, "get", json!({})).await;
    assert!(message.to_lowercase().contains("connect"), "{message}");
    nowhere.host.shutdown().await;
}

#[tokio::test]
async fn echo_is_written_by_hand_and_behaves_like_any_other() {
    let echo = Single::of("echo").await.setting("greeting", "Parrot");
    let said = result(&echo, "say", json!({"words": "hello", "times": 2})).await;
    assert_eq!(said, json!(["Parrot: hello", "Parrot: hello"]));
    let (code, message) = refusal(&echo, "say", json!({"times": 11})).await;
    assert_eq!(code, "bad_args");
    assert!(
        message.contains("words") && message.contains("times"),
        "{message}"
    );
    let described = echo
        .host
        .connectors()
        .next()
        .unwrap()
        .manifest()
        .module
        .clone();
    let schema = described
        .operation("say")
        .unwrap()
        .input_schema
        .clone()
        .unwrap();
    assert_eq!(schema["properties"]["times"]["maximum"], 10);
    echo.host.shutdown().await;
}

#[tokio::test]
async fn embed_calls_a_plugin_from_a_program_of_its_own() {
    let plugins = Plugins::of(&[&binary("echo")]).await;
    let data = tempfile::tempdir().unwrap();
    let embed = |arguments: [&str; 4]| {
        Command::new(binary("embed"))
            .env("WICK_DATA_DIR", data.path())
            .args(arguments)
            .output()
            .unwrap()
    };
    let directory = plugins.path().to_str().unwrap();
    let output = embed([directory, "echo", "say", r#"{"words": "hi"}"#]);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let said: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(said, json!(["Echo: hi"]));
    let metrics = String::from_utf8_lossy(&output.stderr);
    let counted = r#"wick_calls_total{connector="echo",operation="say",outcome="ok"} 1"#;
    assert!(metrics.contains(counted), "{metrics}");

    let failed = embed([directory, "echo", "whisper", "{}"]);
    assert!(!failed.status.success());
    assert!(String::from_utf8_lossy(&failed.stderr).contains("whisper"));
}
