//! Floods of logs.

use wick_tests::timely;

use crate::bench::Bench;
use wick_tests::left;

/// What may be kept of megabytes of output, in MiB.
const MEMORY: u64 = 100;

async fn floods(fault: &str, base: &str) {
    let bench = Bench::new().await;
    for key in bench.languages() {
        let case = bench.case(key, base).await;
        timely(case.host.start(key)).await.unwrap();
        let before = left::memory();
        // It answers once megabytes were taken from it, and goes on flooding.
        case.run_fault(fault).await.unwrap();
        case.still_answers().await;
        let memory = left::memory().saturating_sub(before);
        assert!(memory < MEMORY, "{fault} of {key} took {memory} MiB");
        case.finish().await;
    }
}

#[tokio::test]
async fn a_flood_of_log_lines_is_drained() {
    floods("flood_stderr", "bare").await;
}

#[tokio::test]
async fn a_flood_of_standard_output_is_drained() {
    floods("flood_stdout", "bare").await;
}

#[tokio::test]
async fn an_endless_log_line_is_drained() {
    floods("flood_endless_line", "bare").await;
}

#[tokio::test]
async fn binary_logs_are_drained() {
    floods("flood_binary", "bare").await;
}

#[tokio::test]
async fn json_logs_that_crash_other_hosts_are_drained() {
    floods("flood_json", "bare").await;
}

#[tokio::test]
async fn a_flood_of_the_stdio_service_is_drained() {
    floods("flood_stdio", "flood_stdio").await;
}

#[tokio::test]
async fn what_an_author_prints_without_end_is_drained() {
    floods("print_stdout", "author").await;
    floods("print_stderr", "author").await;
}
