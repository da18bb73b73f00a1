//! The Go peers themselves: formatted, vetted, and tested against each other.
#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::path::Path;
use std::process::Command;

use wick_tests::go::peers;

fn succeeds(program: &str, arguments: &[&str]) -> String {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("interop");
    let output = Command::new(program)
        .args(arguments)
        .current_dir(directory)
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "{program} {arguments:?}:\n{text}\n{errors}"
    );
    text
}

#[test]
fn go_peers_are_formatted_and_vetted() {
    if peers().is_some() {
        assert_eq!(succeeds("gofmt", &["-l", "."]), "");
        succeeds("go", &["vet", "./..."]);
    }
}

#[test]
fn go_host_and_go_plugin_agree() {
    if peers().is_some() {
        succeeds("go", &["test", "./..."]);
    }
}
