//! Answers that are none.

use std::time::Duration;

use serde_json::json;
use wick_host::{Call, CallError, Event, Host};
use wick_tests::timely;

use crate::bench::{Bench, SHORT, chain};
use wick_tests::left;

const MIB: usize = 1 << 20;

/// What a host may need in MiB for a faulty plugin: for messages of up to 64 MiB, more than once.
const MEMORY: u64 = 400;

#[tokio::test]
async fn every_broken_answer_is_a_typed_error_and_the_plugin_stays() {
    let bench = Bench::new().await;
    for key in bench.languages() {
        let case = bench.case(key, "bare").await;
        for (fault, words) in [
            ("bad_json", "not JSON"),
            ("empty_result", "not JSON"),
            ("no_eof", "broke off the result of run after 3 bytes"),
            ("error_after_data", "[exec_error] no"),
            ("oversize_message", "message length too large"),
            ("status", "broken"),
        ] {
            let error = case.run_fault(fault).await.unwrap_err();
            let text = chain(&error);
            assert!(text.contains(words), "{key}, {fault}: {text:.2000}");
            assert!(text.contains(key), "{text:.2000}");
        }
        // What comes after the end is not taken for a part of it.
        assert_eq!(case.run_fault("chunk_after_eof").await.unwrap(), json!([1]));
        let broken = case.meanwhile(case.host.schema(key)).await.unwrap_err();
        assert!(matches!(broken, CallError::NotJson { .. }), "{broken}");
        case.still_answers().await;
        case.finish().await;
    }
}

#[tokio::test]
async fn r2_details_that_are_not_base64_are_dropped() {
    let bench = Bench::new().await;
    // grpc-go writes details itself, so only the plugin in Rust can do that.
    let case = bench.case("faulty", "bare").await;
    for _ in 0..3 {
        let error = case.run_fault("bad_details").await.unwrap_err();
        let text = chain(&error);
        assert!(matches!(error, CallError::Transport { .. }), "{text}");
        assert!(text.contains("faulty") && text.contains("odd"), "{text}");
    }
    case.still_answers().await;
    case.finish().await;
}

#[tokio::test]
async fn a_status_that_no_header_holds_ends_the_connection() {
    let bench = Bench::new().await;
    for key in bench.languages() {
        let case = bench.case(key, "bare").await;
        let error = case.run_fault("huge_status").await.unwrap_err();
        let fits = matches!(error, CallError::Died { .. } | CallError::Transport { .. });
        assert!(fits, "{error:.2000}");
        case.still_answers().await;
        case.finish().await;
    }
}

#[tokio::test]
async fn an_endless_result_ends_at_the_limit() {
    let bench = Bench::new().await;
    for key in bench.languages() {
        let builder = Host::builder().result_limit(4 * MIB);
        let case = bench.case_with(key, "author", builder).await;
        let error = case.run_fault("endless_chunks").await.unwrap_err();
        assert!(
            matches!(error, CallError::TooLarge { limit, .. } if limit == 4 * MIB),
            "{error}"
        );
        case.still_answers().await;
        case.finish().await;
    }
}

#[tokio::test]
async fn an_endless_stream_meets_its_deadline() {
    let bench = Bench::new().await;
    for (fault, base) in [
        ("endless_progress", "author"),
        ("huge_progress", "bare"),
        ("empty_chunks", "bare"),
    ] {
        for key in bench.languages() {
            let case = bench.case(key, base).await;
            let before = left::memory();
            timely(case.host.start(key)).await.unwrap();
            let call = case.prepared(fault).within(SHORT);
            let error = case.meanwhile(case.host.run(key, call)).await.unwrap_err();
            let bounded = match fault {
                // HTTP/2 may have enough of so many frames without data before.
                "empty_chunks" => !matches!(error, CallError::Incomplete { .. }),
                _ => matches!(error, CallError::TimedOut { .. }),
            };
            assert!(bounded, "{fault}: {}", chain(&error));
            let memory = left::memory().saturating_sub(before);
            assert!(memory < MEMORY, "{fault} of {key} took {memory} MiB");
            case.still_answers().await;
            case.finish().await;
        }
    }
}

#[tokio::test]
async fn a_reader_who_is_slow_meets_the_deadline_too() {
    let bench = Bench::new().await;
    for key in bench.languages() {
        let case = bench.case(key, "author").await;
        timely(case.host.start(key)).await.unwrap();
        let call = case.prepared("endless_chunks").within(SHORT);
        let mut output = timely(case.host.stream(key, call)).await.unwrap();
        // There is always more, so it never has to wait for anything but the other connector.
        let read = async {
            loop {
                match output.next().await {
                    Ok(Some(Event::Data(_))) => case.meanwhile(async {}).await,
                    other => return other,
                }
            }
        };
        let error = timely(read).await.unwrap_err();
        assert!(matches!(error, CallError::TimedOut { .. }), "{error}");
        case.still_answers().await;
        case.finish().await;
    }
}

#[tokio::test]
async fn a_huge_error_is_kept_in_part() {
    let bench = Bench::new().await;
    for key in bench.languages() {
        let case = bench.case(key, "author").await;
        let error = case.run_fault("huge_error").await.unwrap_err();
        let CallError::Plugin { code, message, .. } = &error else {
            panic!("{error:.2000}")
        };
        assert_eq!(code, "huge");
        assert!(
            message.ends_with('…') && message.len() < MIB,
            "{}",
            message.len()
        );
        assert!(!message.contains('\u{1b}'));
        case.still_answers().await;
        case.finish().await;
    }
}

#[tokio::test]
async fn results_that_nobody_reads_hold_up_no_other_call() {
    let bench = Bench::new().await;
    for key in bench.languages() {
        let case = bench.case(key, "author").await;
        let mut unread = Vec::new();
        for _ in 0..12 {
            let call = case.prepared("endless_chunks");
            let mut output = timely(case.host.stream(key, call)).await.unwrap();
            assert!(timely(output.next()).await.unwrap().is_some());
            unread.push(output);
        }
        // What may be sent ahead is used up, for each of them.
        let limit = Duration::from_secs(20);
        let echo = Call::new("echo", r#"{"text":"on"}"#).within(limit);
        let echo = case.meanwhile(case.host.run(key, echo)).await.unwrap();
        assert_eq!(echo, br#""on""#);
        drop(unread);
        case.finish().await;
    }
}
