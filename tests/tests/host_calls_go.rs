//! Our host against a plugin of the real go-plugin: mutual TLS with its certificates, calls,
//! errors, deadlines, its death, and its stop.
#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::collections::HashMap;
use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;
use wick_host::{CallError, Encryption, Environment, Event, Host, HostBuilder, pack};

const KEY: &str = "gopeer";

/// A directory with the Go plugin in it; `None` where there is no Go.
async fn plugins() -> Option<TempDir> {
    let binary = wick_tests::go::peers()?.program("plugin");
    let root = tempfile::tempdir().unwrap();
    let manifest = pack::dump_manifest(&binary).await.unwrap();
    pack::directory(&pack::Package::new(&binary, manifest), root.path()).unwrap();
    Some(root)
}

async fn open(builder: HostBuilder, root: &Path) -> Host {
    let host = builder.open(root).await.unwrap();
    assert!(host.problems().is_empty(), "{:?}", host.problems());
    host
}

async fn call(host: &Host, operation: &str, arguments: Value) -> Result<Value, CallError> {
    host.call(KEY, operation, &arguments, &HashMap::new()).await
}

fn with(name: &str, value: &str) -> Environment {
    Environment::standard(std::env::vars_os()).with(name, value)
}

#[tokio::test]
async fn a_go_plugin_is_called_and_stopped() {
    let Some(root) = plugins().await else { return };
    let host = open(Host::builder(), root.path()).await;
    assert_eq!(host.process_id(KEY), None, "plugins start lazily");
    let echo = call(&host, "echo", json!({"n": 1.5, "flag": true, "s": "ü"})).await;
    assert_eq!(echo.unwrap(), json!({"n": "1.5", "flag": "true", "s": "ü"}));

    let settings = HashMap::from([("token".to_owned(), "secret".to_owned())]);
    let config = host.call(KEY, "config", &Value::Null, &settings).await;
    assert_eq!(config.unwrap()["token"], "secret");

    let process = host.process_id(KEY).unwrap();
    host.shutdown().await;
    assert!(!is_running(process));
    let late = call(&host, "echo", json!({})).await.unwrap_err();
    assert!(matches!(late, CallError::ShuttingDown), "{late}");
}

#[tokio::test]
async fn a_go_plugin_is_called_without_tls_if_the_host_says_so() {
    let Some(root) = plugins().await else { return };
    let host = open(Host::builder().encryption(Encryption::None), root.path()).await;
    assert_eq!(call(&host, "echo", json!({})).await.unwrap(), json!({}));
    let environment = call(&host, "env", json!({})).await.unwrap();
    assert_eq!(environment["plugin"].get("PLUGIN_CLIENT_CERT"), None);
}

#[tokio::test]
async fn a_go_plugin_gets_a_small_environment() {
    let Some(root) = plugins().await else { return };
    let inherited = [
        ("PATH", "/bin"),
        ("TOKEN", "x"),
        ("PLUGIN_MULTIPLEX_GRPC", "true"),
    ];
    let inherited = inherited.map(|(name, value)| (name.into(), value.into()));
    let builder = Host::builder().environment(Environment::standard(inherited));
    let host = open(builder, root.path()).await;
    let environment = call(&host, "env", json!({})).await.unwrap();
    let names: Vec<_> = environment["names"].as_array().unwrap().iter().collect();
    let expected = [
        "PATH",
        "PLUGIN_CLIENT_CERT",
        "PLUGIN_MAX_PORT",
        "PLUGIN_MIN_PORT",
        "PLUGIN_PROTOCOL_VERSIONS",
        "PLUGIN_UNIX_SOCKET_DIR",
        "WICK_CONNECTOR_PLUGIN",
    ];
    let mut names: Vec<_> = names.iter().map(|name| name.as_str().unwrap()).collect();
    names.sort_unstable();
    assert_eq!(names, expected);

    let directory = environment["plugin"]["PLUGIN_UNIX_SOCKET_DIR"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(Path::new(&directory).is_dir());
    host.shutdown().await;
    assert!(!Path::new(&directory).exists(), "{directory} is left");
}

#[tokio::test]
async fn errors_of_a_go_plugin_keep_their_codes() {
    let Some(root) = plugins().await else { return };
    let host = open(Host::builder(), root.path()).await;
    for (operation, arguments, code, message) in [
        (
            "fail",
            json!({"message": "no\x1b[31m"}),
            "exec_error",
            "no\\u{1b}[31m",
        ),
        (
            "unmarshalable",
            json!({}),
            "marshal_error",
            "json: unsupported type",
        ),
    ] {
        let error = call(&host, operation, arguments).await.unwrap_err();
        let CallError::Plugin {
            code: c,
            message: m,
            ..
        } = &error
        else {
            panic!("{error}")
        };
        assert_eq!(c, code);
        assert!(m.contains(message), "{m}");
    }
    let unknown = call(&host, "nothing", json!({})).await.unwrap_err();
    assert!(
        matches!(unknown, CallError::UnknownOperation { .. }),
        "{unknown}"
    );
    let permissions = host
        .check_permissions(KEY, &HashMap::new())
        .await
        .unwrap_err();
    assert!(
        matches!(permissions, CallError::Unsupported { .. }),
        "{permissions}"
    );
    let none = host
        .call("none", "x", &Value::Null, &HashMap::new())
        .await
        .unwrap_err();
    assert!(matches!(none, CallError::UnknownConnector(_)), "{none}");
}

#[tokio::test]
async fn large_results_come_whole_up_to_the_limit() {
    let Some(root) = plugins().await else { return };
    let host = open(Host::builder().result_limit(70 << 20), root.path()).await;
    let text = call(&host, "blob", json!({"bytes": 66 << 20}))
        .await
        .unwrap();
    assert_eq!(text.as_str().unwrap().len(), (66 << 20) - 2);
    let error = call(&host, "blob", json!({"bytes": 71 << 20}))
        .await
        .unwrap_err();
    assert!(
        matches!(error, CallError::TooLarge { limit, .. } if limit == 70 << 20),
        "{error}"
    );
}

#[tokio::test]
async fn a_deadline_ends_the_call_at_both_sides() {
    let Some(root) = plugins().await else { return };
    let log = root.path().join("cancelled");
    let host = open(Host::builder(), root.path()).await;
    host.start(KEY).await.unwrap();
    let arguments = json!({"log": log.to_str().unwrap()});
    let slow = host
        .prepare(KEY, "slow", &arguments, &HashMap::new())
        .unwrap();
    let error = host
        .run(KEY, slow.within(Duration::from_millis(200)))
        .await
        .unwrap_err();
    assert!(matches!(error, CallError::TimedOut { .. }), "{error}");
    wait_for(&log).await;
}

#[tokio::test]
async fn dropping_a_call_cancels_it_in_the_plugin() {
    let Some(root) = plugins().await else { return };
    let log = root.path().join("cancelled");
    let host = open(Host::builder(), root.path()).await;
    let arguments = json!({"log": log.to_str().unwrap()});
    let slow = host
        .prepare(KEY, "slow", &arguments, &HashMap::new())
        .unwrap();
    host.start(KEY).await.unwrap();
    // Go's gRPC sends its headers with the first message, so this waits until it is dropped.
    let output = host.stream(KEY, slow);
    let waited = tokio::time::timeout(Duration::from_millis(500), output).await;
    assert!(waited.is_err());
    wait_for(&log).await;
}

#[tokio::test]
async fn a_crash_is_told_with_status_and_last_words_and_the_next_call_starts_anew() {
    let Some(root) = plugins().await else { return };
    let host = open(Host::builder(), root.path()).await;
    let first = host.start(KEY).await.unwrap();
    let error = call(&host, "panic", json!({})).await.unwrap_err();
    let CallError::Died {
        exit, last_lines, ..
    } = &error
    else {
        panic!("{error}")
    };
    assert_eq!(exit.unwrap().code(), Some(2));
    assert!(
        last_lines.iter().any(|line| line.starts_with("panic: ")),
        "{last_lines:?}"
    );
    assert_eq!(call(&host, "echo", json!({})).await.unwrap(), json!({}));
    assert_ne!(host.process_id(KEY).unwrap(), first);
}

#[tokio::test]
async fn what_a_go_plugin_prints_never_blocks_it() {
    let Some(root) = plugins().await else { return };
    let host = open(Host::builder(), root.path()).await;
    for via in ["stream", "fd"] {
        let arguments = json!({"bytes": 10_000_000, "via": via});
        call(&host, "stdout", arguments).await.unwrap();
        call(&host, "stderr", json!({"lines": 20_000, "via": via}))
            .await
            .unwrap();
    }
    assert_eq!(call(&host, "echo", json!({})).await.unwrap(), json!({}));
}

#[tokio::test]
async fn a_descendant_that_holds_the_pipes_does_not_hold_up_the_stop() {
    let Some(root) = plugins().await else { return };
    let host = open(Host::builder(), root.path()).await;
    let child = call(&host, "child", json!({"seconds": 3600}))
        .await
        .unwrap();
    let child = u32::try_from(child.as_u64().or_else(|| child["pid"].as_u64()).unwrap()).unwrap();
    let process = host.process_id(KEY).unwrap();
    host.shutdown().await;
    assert!(!is_running(process));
    wait_until_gone(child).await;
}

#[tokio::test]
async fn concurrent_first_calls_share_one_process() {
    let Some(root) = plugins().await else { return };
    let host = open(Host::builder(), root.path()).await;
    let starts = (0..8).map(|_| host.start(KEY));
    let processes = futures_util::future::try_join_all(starts).await.unwrap();
    assert!(processes.iter().all(|process| *process == processes[0]));
}

#[tokio::test]
async fn a_version_that_was_not_offered_is_an_error_that_names_both() {
    let Some(root) = plugins().await else { return };
    let builder = Host::builder().environment(with("GOPEER_PROTO_VERSION", "2"));
    let host = open(builder, root.path()).await;
    let error = call(&host, "echo", json!({})).await.unwrap_err();
    let CallError::Start(error) = &error else {
        panic!("{error}")
    };
    let cause = error.cause.to_string();
    assert!(
        cause.contains("version 2") && cause.contains("host 1"),
        "{cause}"
    );
}

#[tokio::test]
async fn a_stream_gives_the_chunks_as_they_come() {
    let Some(root) = plugins().await else { return };
    let host = open(Host::builder(), root.path()).await;
    let arguments = json!({"bytes": 3 << 20});
    let blob = host
        .prepare(KEY, "blob", &arguments, &HashMap::new())
        .unwrap();
    let mut output = host.stream(KEY, blob).await.unwrap();
    let mut sizes = Vec::new();
    while let Some(event) = output.next().await.unwrap() {
        let Event::Data(data) = event else {
            panic!("{event:?}")
        };
        sizes.push(data.len());
    }
    assert_eq!(sizes, [1 << 20; 3]);
    assert!(output.next().await.unwrap().is_none());
}

fn is_running(process: u32) -> bool {
    // A zombie still has its directory: it was killed and not reaped.
    Path::new(&format!("/proc/{process}")).exists()
}

async fn wait_for(file: &Path) {
    let there = async {
        while !file.exists() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), there)
        .await
        .unwrap();
}

/// An orphan that was killed may wait for its new parent to reap it.
async fn wait_until_gone(process: u32) {
    let status = format!("/proc/{process}/status");
    let gone = async {
        while std::fs::read_to_string(&status).is_ok_and(|text| !text.contains("State:\tZ")) {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), gone)
        .await
        .unwrap();
}
