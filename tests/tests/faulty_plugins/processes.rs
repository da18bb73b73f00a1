//! What plugins do to the system around them.

use wick_tests::{timely, until};

use crate::bench::Bench;
use wick_tests::left;

#[tokio::test]
async fn children_that_hold_the_pipes_end_with_their_plugin() {
    let bench = Bench::new().await;
    for key in bench.languages() {
        let case = bench.case(key, "author").await;
        let children = case.run_fault("children").await.unwrap();
        let children = text(&children).split_whitespace().count();
        assert_eq!(children, 20);
        // The plugin, its children, and the sound one.
        assert_eq!(left::processes(&case.marker).len(), 22);
        case.still_answers().await;
        case.finish().await;
    }
}

#[tokio::test]
async fn children_of_a_plugin_that_dies_end_too() {
    let bench = Bench::new().await;
    for key in bench.languages() {
        let case = bench.case(key, "author").await;
        case.run_fault("children").await.unwrap();
        case.run_fault("kill_in_stream").await.unwrap_err();
        until(|| left::processes(&case.marker).len() <= 1).await;
        case.finish().await;
    }
}

#[tokio::test]
async fn a_child_in_a_session_of_its_own_holds_up_nothing() {
    let bench = Bench::new().await;
    for key in bench.languages() {
        let case = bench.case(key, "author").await;
        let child = case.run_fault("children_session").await.unwrap();
        timely(case.host.shutdown()).await;
        // It left the group on purpose; only a container would hold it. It is all that is left.
        until(|| left::processes(&case.marker).len() <= 1).await;
        assert_eq!(left::processes(&case.marker), [text(&child)]);
        let killed = std::process::Command::new("kill")
            .args(["-9", text(&child)])
            .status();
        assert!(killed.unwrap().success());
        case.finish().await;
    }
}

#[tokio::test]
async fn a_plugin_without_descriptors_answers_on_the_connection_it_has() {
    let bench = Bench::new().await;
    for key in bench.languages() {
        let case = bench.case(key, "author").await;
        case.run_fault("descriptors").await.unwrap();
        case.still_answers().await;
        case.finish().await;
    }
}

/// The text of a result: a list of one from Rust, and itself from Go.
fn text(result: &serde_json::Value) -> &str {
    let one = result.get(0).unwrap_or(result);
    one.as_str().unwrap()
}
