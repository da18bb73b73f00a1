//! Plugins that do not answer, and plugins that do not end.

use serde_json::json;
use wick_host::{Call, CallError};
use wick_tests::timely;

use crate::bench::{Bench, SHORT};

#[tokio::test]
async fn a_call_that_hangs_meets_its_deadline_and_the_plugin_stays() {
    let bench = Bench::new().await;
    for (fault, base) in [
        // Ends when it is cancelled; does not; answers with headers at least; says nothing at all.
        ("hang_call", "author"),
        ("deaf", "author"),
        ("silent", "bare"),
        ("never", "bare"),
    ] {
        for key in bench.languages() {
            let case = bench.case(key, base).await;
            let process = timely(case.host.start(key)).await.unwrap();
            let call = case.prepared(fault).within(SHORT);
            let error = case.meanwhile(case.host.run(key, call)).await.unwrap_err();
            assert!(matches!(error, CallError::TimedOut { .. }), "{error}");
            assert!(error.to_string().contains(key), "{error}");
            // It says of itself that it is well, and other calls are.
            assert!(timely(case.host.health(key)).await.unwrap().healthy);
            case.still_answers().await;
            assert_eq!(case.host.process_id(key), Some(process));
            case.finish().await;
        }
    }
}

#[tokio::test]
async fn a_plugin_that_is_stopped_like_by_a_debugger_is_killed_at_the_end() {
    let bench = Bench::new().await;
    for key in bench.languages() {
        let case = bench.case(key, "author").await;
        timely(case.host.start(key)).await.unwrap();
        let call = case.prepared("freeze").within(SHORT);
        let error = case.meanwhile(case.host.run(key, call)).await.unwrap_err();
        assert!(matches!(error, CallError::TimedOut { .. }), "{error}");
        case.finish().await;
    }
}

#[tokio::test]
async fn a_plugin_that_stops_reading_holds_up_only_its_own_callers() {
    let bench = Bench::new().await;
    // Go's does it by freezing: go-plugin always reads.
    for (key, fault, base) in [
        ("faulty", "stop_reading", "bare"),
        ("gofaulty", "freeze", "bare"),
    ] {
        if !bench.languages().any(|language| language == key) {
            continue;
        }
        let case = bench.case(key, base).await;
        timely(case.host.start(key)).await.unwrap();
        let call = case.prepared(fault).within(SHORT);
        let error = case.meanwhile(case.host.run(key, call)).await.unwrap_err();
        assert!(matches!(error, CallError::TimedOut { .. }), "{error}");
        // More than any window or buffer takes.
        let large = json!({"text": "x".repeat(32 << 20)}).to_string();
        let call = Call::new("echo", large).within(SHORT);
        let error = case.meanwhile(case.host.run(key, call)).await.unwrap_err();
        assert!(matches!(error, CallError::TimedOut { .. }), "{error}");
        case.finish().await;
    }
}

#[tokio::test]
async fn a_plugin_that_ignores_every_request_to_end_is_killed() {
    let bench = Bench::new().await;
    for key in bench.languages() {
        let case = bench.case(key, "ignore_end").await;
        let process = timely(case.host.start(key)).await.unwrap();
        let signalled = std::process::Command::new("kill")
            .arg(process.to_string())
            .status();
        assert!(signalled.unwrap().success());
        case.still_answers().await;
        assert_eq!(case.host.process_id(key), Some(process), "SIGTERM ended it");
        case.finish().await;
    }
}
