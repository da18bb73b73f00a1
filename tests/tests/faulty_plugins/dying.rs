//! Plugins that die in a call.

use std::os::unix::process::ExitStatusExt as _;

use wick_host::{CallError, Event};
use wick_tests::timely;

use crate::bench::Bench;

/// How a plugin in Rust and one in Go end, as exit code or signal.
type End = (Option<i32>, Option<i32>);

async fn dies(fault: &str, base: &str, rust: End, go: End, words: [&str; 2]) {
    let bench = Bench::new().await;
    for (key, end, words) in [("faulty", rust, words[0]), ("gofaulty", go, words[1])] {
        if !bench.languages().any(|language| language == key) {
            continue;
        }
        let case = bench.case(key, base).await;
        let before = timely(case.host.start(key)).await.unwrap();
        match case.run_fault(fault).await {
            Err(CallError::Died {
                connector,
                exit,
                last_lines,
                ..
            }) => {
                assert_eq!(connector.as_str(), key);
                let exit = exit.unwrap();
                assert_eq!((exit.code(), exit.signal()), end, "{key}, {fault}");
                assert!(
                    last_lines.join("\n").contains(words),
                    "{key}: {last_lines:?}"
                );
            }
            other => panic!("{key}, {fault}: {other:?}"),
        }
        // The next call starts it again.
        case.still_answers().await;
        assert_ne!(case.host.process_id(key), Some(before));
        case.finish().await;
    }
}

/// What a process printed a moment before its end, wick-runtime may not have passed on.
const LAST_WORDS: &str = "these are my last words";

#[tokio::test]
async fn an_exit_in_a_stream_is_told_with_status_and_last_words() {
    let end = (Some(7), None);
    dies("exit_in_stream", "author", end, end, ["", LAST_WORDS]).await;
}

#[tokio::test]
async fn a_kill_in_a_stream_is_told_with_its_signal() {
    let words = ["", LAST_WORDS];
    dies(
        "kill_in_stream",
        "author",
        (None, Some(9)),
        (None, Some(9)),
        words,
    )
    .await;
}

#[tokio::test]
async fn an_abort_in_a_stream_is_told_with_its_signal() {
    let words = [""; 2];
    dies(
        "abort_in_stream",
        "author",
        (None, Some(6)),
        (Some(2), None),
        words,
    )
    .await;
}

#[tokio::test]
async fn a_stack_overflow_is_the_end_of_one_process_only() {
    let words = ["", "fatal error: stack overflow"];
    dies(
        "stack_overflow",
        "author",
        (None, Some(6)),
        (Some(2), None),
        words,
    )
    .await;
}

#[tokio::test]
async fn what_came_before_a_death_is_not_a_result() {
    let bench = Bench::new().await;
    for key in bench.languages() {
        let case = bench.case(key, "author").await;
        let call = case.prepared("exit_in_stream");
        let mut output = case.meanwhile(case.host.stream(key, call)).await.unwrap();
        let mut bytes = 0;
        let error = loop {
            match timely(output.next()).await {
                Ok(Some(Event::Data(data))) => bytes += data.len(),
                Ok(other) => panic!("{other:?} after {bytes} bytes"),
                Err(error) => break error,
            }
        };
        assert!(matches!(error, CallError::Died { .. }), "{error}");
        case.finish().await;
    }
}

#[tokio::test]
async fn a_connection_that_the_plugin_closes_is_the_end_of_its_process() {
    let bench = Bench::new().await;
    for key in bench.languages() {
        let case = bench.case(key, "bare").await;
        let before = timely(case.host.start(key)).await.unwrap();
        let error = case.run_fault("close_connection").await.unwrap_err();
        // It did not end, or only by being killed for that.
        let CallError::Died { exit, .. } = error else {
            panic!("{error:?}")
        };
        assert!(exit.is_none_or(|exit| exit.signal() == Some(9)), "{exit:?}");
        case.still_answers().await;
        assert_ne!(case.host.process_id(key), Some(before));
        case.finish().await;
    }
}

#[tokio::test]
async fn a_panic_ends_a_go_plugin_and_not_a_rust_one() {
    let bench = Bench::new().await;
    for key in bench.languages() {
        let case = bench.case(key, "author").await;
        match (key, case.run_fault("panic").await) {
            ("faulty", Err(CallError::Plugin { message, .. })) => {
                assert!(message.contains("faulty: panics"), "{message}");
            }
            ("gofaulty", Err(CallError::Died { last_lines, .. })) => {
                assert!(
                    last_lines.join("\n").contains("faulty: panics"),
                    "{last_lines:?}"
                );
            }
            (_, other) => panic!("{other:?}"),
        }
        case.still_answers().await;
        case.finish().await;
    }
}
