//! Plugins that try not to be found when they are killed.

use std::collections::BTreeSet;

use wick_host::{CallError, Host, StartCause};
use wick_tests::{left, timely, until};

use crate::bench::{Bench, SHORT};

/// R5: a start that fails leaves no process, no descriptor and no taken slot, however often.
#[tokio::test]
async fn a_plugin_that_joins_the_hosts_group_and_hangs_is_killed() {
    let bench = Bench::new().await;
    let builder = Host::builder().start_timeout(SHORT).max_processes(2);
    let case = bench.case_with("faulty", "escape_hang", builder).await;
    for _ in 0..5 {
        let error = case.refusal().await;
        assert!(matches!(error.cause, StartCause::TimedOut(_)), "{error:?}");
        // Only the sound one is left, by the time that the error is there.
        assert_eq!(left::processes(&case.marker).len(), 1);
        case.host.reset(case.key).unwrap();
    }
    case.finish().await;
}

/// R5: one that serves and freezes is killed, and its slot is free for another.
#[tokio::test]
async fn a_plugin_that_joins_the_hosts_group_and_freezes_is_killed() {
    let bench = Bench::new().await;
    let builder = Host::builder().max_processes(2);
    let case = bench.case_with("faulty", "author", builder).await;
    for _ in 0..3 {
        timely(case.host.start(case.key)).await.unwrap();
        let call = case.prepared("escape_freeze").within(SHORT);
        let error = case.host.run(case.key, call).await.unwrap_err();
        assert!(matches!(error, CallError::TimedOut { .. }), "{error}");
        timely(case.host.stop(case.key)).await.unwrap();
        assert_eq!(left::processes(&case.marker).len(), 1);
    }
    case.still_answers().await;
    case.finish().await;
}

/// R5: so is one that a host freezes under, which then ends.
#[tokio::test]
async fn a_frozen_plugin_ends_when_its_host_is_dropped() {
    let bench = Bench::new().await;
    let case = bench.case("faulty", "author").await;
    let call = case.prepared("escape_freeze").within(SHORT);
    case.host.run(case.key, call).await.unwrap_err();
    let marker = case.marker.clone();
    drop(case);
    left::until_no_processes(&marker).await;
}

#[tokio::test]
async fn children_in_groups_of_their_own_end_with_their_plugin() {
    let bench = Bench::new().await;
    let case = bench.case("faulty", "author").await;
    let children = case.run_fault("children_groups").await.unwrap();
    assert_eq!(children[0].as_str().unwrap().split(' ').count(), 20);
    assert_eq!(left::processes(&case.marker).len(), 22);
    case.run_fault("kill_in_stream").await.unwrap_err();
    until(|| left::processes(&case.marker).len() <= 1).await;
    case.finish().await;
}

/// Not a number of theirs stays the same for longer than some milliseconds.
#[tokio::test]
async fn children_that_fork_without_end_end_with_their_plugin() {
    let bench = Bench::new().await;
    let case = bench.case("faulty", "author").await;
    case.run_fault("fork_storm").await.unwrap();
    timely(case.host.stop(case.key)).await.unwrap();
    // The other connector of the case, and nothing whose number changes from look to look.
    let mut seen = BTreeSet::new();
    for _ in 0..20 {
        seen.extend(left::processes(&case.marker));
        left::pause().await;
    }
    assert!(seen.len() <= 1, "{seen:?}");
    case.finish().await;
}

/// No secret of a call is where other processes look: the arguments, the environment, a core dump.
#[tokio::test]
async fn a_plugin_shows_no_secret_and_dumps_no_core() {
    let bench = Bench::new().await;
    let case = bench.case("faulty", "author").await;
    let exposed = case.run_fault("exposed").await.unwrap().to_string();
    assert!(exposed.contains("BEGIN CERTIFICATE"), "{exposed}");
    assert!(!exposed.contains("PRIVATE KEY"), "{exposed}");
    assert!(
        exposed.contains("current: Some(1), maximum: Some(1)"),
        "{exposed}"
    );
    case.finish().await;
}
