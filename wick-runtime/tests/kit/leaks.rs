//! A test that leaves something behind fails, and says what.

use serde_json::json;
use wick_runtime::testing::{Plugin, in_process, over_process};

use crate::patient::Patient;
use crate::{executable, failure};

/// The message of a test that calls this operation over the process.
fn left_by(operation: &str) -> String {
    let body = |patient: Plugin<Patient>| async move {
        patient.call(operation, json!({})).await.map(|_| ()).ok();
    };
    let run = || over_process(&executable(), body);
    failure(run)
}

#[test]
fn an_open_file_is_named() {
    let message = left_by("leave_file");
    assert!(message.contains("still open: /proc/"), "{message}");
    assert!(message.contains("/stat (descriptor"), "{message}");
}

#[test]
fn an_open_file_can_be_permitted() {
    over_process(&executable(), |patient: Plugin<Patient>| async move {
        patient.call("leave_file", json!({})).await.unwrap();
        patient.keeps_open("/stat");
    });
}

#[test]
fn a_child_process_is_named_and_killed() {
    let message = left_by("leave_child");
    assert!(
        message.contains("a child process still runs: sleep 4711 (process "),
        "{message}"
    );
    let id = message.split("(process ").nth(1).unwrap();
    let id: u32 = id.split(')').next().unwrap().parse().unwrap();
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
    let state = stat.rsplit_once(") ").map_or("gone", |(_, state)| state);
    assert!(state == "gone" || state.starts_with('Z'), "{state}");
}

#[test]
fn a_file_in_the_temporary_directory_is_named() {
    let message = left_by("leave_note");
    assert!(
        message.contains("left in the temporary directory: "),
        "{message}"
    );
    assert!(message.contains("note.txt"), "{message}");
}

#[test]
fn the_end_of_the_process_is_told() {
    let message = left_by("exit");
    assert!(
        message.contains("the plugin ended with exit status: 3"),
        "{message}"
    );
}

#[test]
fn tasks_are_counted_in_process() {
    let run = |kept: Option<usize>| {
        in_process(|patient: Plugin<Patient>| async move {
            for _ in 0..2 {
                patient.call("leave_task", json!({})).await.unwrap();
            }
            if let Some(count) = kept {
                patient.keeps_tasks(count);
            }
        });
    };
    let message = failure(|| run(None));
    assert!(
        message.contains("tasks that operations spawned still run: 2"),
        "{message}"
    );
    run(Some(2));
}
