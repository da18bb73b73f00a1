//! V4: connectors in a build with serde_json's `arbitrary_precision`.

use std::fs;
use std::process::{Command, Stdio};

use wick_tests::command::repository;

#[test]
fn connectors_work_with_arbitrary_precision() {
    let package = repository("tests/precision");
    // The same versions as everywhere else, which are here already.
    fs::copy(repository("Cargo.lock"), package.join("Cargo.lock")).unwrap();
    let tested = Command::new(env!("CARGO"))
        .args(["test", "--offline", "--quiet"])
        .arg("--target-dir")
        .arg(repository(".").join("target/precision"))
        .current_dir(&package)
        .stdin(Stdio::null())
        .status()
        .unwrap();
    assert!(tested.success());
}
