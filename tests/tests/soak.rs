//! Half a minute of the soak, as `cargo soak` runs it for ten.

use std::io::Write as _;
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use wick_tests::cargo::binary;

#[test]
fn a_soak_of_thirty_seconds_leaves_nothing() {
    let output = Command::new(binary("soak"))
        .args(["--duration", "30s", "--json"])
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    // Past the test harness, which shows only what failed tests print.
    let _ = write!(std::io::stderr(), "{said}");
    assert!(output.status.success(), "{said}\n{errors}");
    let summary = said.lines().find(|line| line.starts_with('{')).unwrap();
    let summary: Value = serde_json::from_str(summary).unwrap();
    let nothing = json!({"processes": [], "descriptors": [], "tasks": 0, "sockets": 0});
    assert_eq!(summary["left"], nothing);
    assert_eq!(summary["wrong"], json!([]));
    for deed in [
        "call", "cancel", "fault", "kill", "reopen", "start", "stop", "stream",
    ] {
        assert!(
            summary["deeds"][deed].as_u64() > Some(0),
            "no {deed}: {summary}"
        );
    }
    assert!(
        summary["outcomes"]["answered"].as_u64() > Some(0),
        "{summary}"
    );
}
