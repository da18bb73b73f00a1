//! Our host against our own runtime, in its process.

use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};
use wick_host::{Call, CallError, Event};
use wick_tests::left::naps;
use wick_tests::plugins::Single;
use wick_tests::{timely, until};

const KEY: &str = "probe";

async fn open() -> Single {
    Single::of(KEY).await
}

#[tokio::test]
async fn arguments_arrive_as_json_and_the_schema_is_that_of_the_manifest() {
    let probe = open().await;
    let echo = probe.call("echo", json!({"text": "ü\"<"})).await;
    assert_eq!(echo.unwrap(), json!("ü\"<"));
    let manifest = probe.host.connectors().next().unwrap().manifest().clone();
    assert_eq!(probe.host.schema(KEY).await.unwrap(), manifest.module);
    assert!(probe.host.health(KEY).await.unwrap().healthy);
    timely(probe.host.shutdown()).await;
}

#[tokio::test]
async fn a_wrong_argument_is_refused_by_name() {
    let probe = open().await;
    let error = probe
        .call("big", json!({"bytes": "many"}))
        .await
        .unwrap_err();
    let CallError::Plugin { code, message, .. } = &error else {
        panic!("{error}")
    };
    assert_eq!(code, "bad_args");
    assert!(message.contains("bytes"), "{message}");
}

#[tokio::test]
async fn a_panic_is_an_answer_and_the_process_lives_on() {
    let probe = open().await;
    let process = probe.host.start(KEY).await.unwrap();
    let error = probe.call("panic", json!({"message": "boom"})).await;
    assert!(matches!(error, Err(CallError::Plugin { .. })), "{error:?}");
    assert_eq!(probe.host.process_id(KEY), Some(process));
}

#[tokio::test]
async fn thousands_of_calls_at_once_keep_their_one_connection() {
    const CALLERS: usize = 128;
    const CALLS: usize = 60;

    let probe = open().await;
    let process = probe.host.start(KEY).await.unwrap();
    let caller = async || {
        for _ in 0..CALLS {
            let echo = probe.call("echo", json!({"text": "x"})).await;
            assert_eq!(echo.unwrap(), json!("x"));
        }
    };
    futures_util::future::join_all((0..CALLERS).map(|_| caller())).await;
    assert_eq!(probe.host.process_id(KEY), Some(process));
}

/// One that looked for something to do every few milliseconds would be seen here: a thousand calls of another
/// plugin take long enough.
#[tokio::test]
async fn an_idle_plugin_rests() {
    let (idle, busy) = (open().await, open().await);
    let process = idle.host.start(KEY).await.unwrap();
    let call = async |probe: &Single| {
        let echo = probe.call("echo", json!({"text": "x"})).await;
        assert_eq!(echo.unwrap(), json!("x"));
    };
    call(&idle).await;
    call(&busy).await;
    let before = naps(process);
    for _ in 0..1000 {
        call(&busy).await;
    }
    // Threads that were at something go to sleep once.
    let naps = naps(process) - before;
    assert!(naps < 20, "its threads went to sleep {naps} times");
}

#[tokio::test]
async fn an_abort_is_told_with_its_signal_and_last_words() {
    let probe = open().await;
    let error = probe.call("abort", json!({})).await.unwrap_err();
    let CallError::Died {
        exit, last_lines, ..
    } = &error
    else {
        panic!("{error}")
    };
    let signal = std::os::unix::process::ExitStatusExt::signal(exit.as_ref().unwrap());
    assert_eq!(signal, Some(6));
    assert!(!last_lines.is_empty());
    let again = probe.call("echo", json!({"text": "again"})).await;
    assert_eq!(again.unwrap(), json!("again"));
}

#[tokio::test]
async fn large_results_come_whole() {
    let probe = open().await;
    let bytes = 65 << 20;
    let text = probe.call("big", json!({"bytes": bytes})).await.unwrap();
    assert_eq!(text.as_str().unwrap().len(), bytes);
}

#[tokio::test]
async fn work_that_never_ends_reports_progress_and_meets_its_deadline() {
    let probe = open().await;
    for operation in ["hang", "block", "block_politely"] {
        let call = Call::new(operation, "{}").within(Duration::from_secs(1));
        let mut output = timely(probe.host.stream(KEY, call)).await.unwrap();
        let event = timely(output.next()).await.unwrap().unwrap();
        assert!(
            matches!(
                &event,
                Event::Progress {
                    done: 1,
                    total: 2,
                    ..
                }
            ),
            "{event:?}"
        );
        let error = timely(output.next()).await.unwrap_err();
        assert!(matches!(error, CallError::TimedOut { .. }), "{error}");
    }
}

#[tokio::test]
async fn printing_blocks_neither_side() {
    let probe = open().await;
    let arguments = json!({"text": "x".repeat(100), "bytes": 10_000_000});
    probe.call("print", arguments).await.unwrap();
    let echo = probe.call("echo", json!({"text": "on"})).await;
    assert_eq!(echo.unwrap(), json!("on"));
}

#[tokio::test]
async fn logs_with_the_names_of_the_host_harm_nobody() {
    let probe = open().await;
    probe
        .call("log", json!({"text": "\u{1b}[31m"}))
        .await
        .unwrap();
    assert!(probe.call("echo", json!({"text": "on"})).await.is_ok());
}

#[tokio::test]
async fn children_of_a_plugin_see_nothing_of_its_start() {
    let probe = open().await;
    let names = probe.call("environment", json!({})).await.unwrap();
    let names = names.as_array().unwrap();
    assert!(names.iter().any(|name| name == "PATH"));
    let leaked = |name: &&Value| name.as_str().unwrap().starts_with("PLUGIN_");
    assert_eq!(names.iter().find(leaked), None);
}

#[tokio::test]
async fn a_stop_ends_running_calls_and_descendants() {
    let probe = open().await;
    let grandchild = probe.call("start_grandchild", json!({})).await.unwrap();
    let process = probe.host.process_id(KEY).unwrap();
    let mut output = timely(probe.host.stream(KEY, Call::new("hang", "{}")))
        .await
        .unwrap();
    timely(output.next()).await.unwrap();
    timely(probe.host.shutdown()).await;
    assert!(timely(output.next()).await.is_err());
    assert!(!Path::new(&format!("/proc/{process}")).exists());
    until_gone(&grandchild.to_string()).await;
}

/// An orphan that was killed may wait for its new parent to reap it.
async fn until_gone(process: &str) {
    let status = format!("/proc/{process}/status");
    until(|| !std::fs::read_to_string(&status).is_ok_and(|text| !text.contains("State:\tZ"))).await;
}
