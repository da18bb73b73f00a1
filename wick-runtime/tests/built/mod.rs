//! The executables of the examples.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

/// The executable of an example. Cargo builds them for all tests of the package, but not for one
/// that is named.
pub(crate) fn executable(example: &str) -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let examples = test.ancestors().nth(2).unwrap().join("examples");
    let path = examples.join(example);
    if !is_fresh(&path) {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["build", "--quiet", "--example", example]);
        cargo.args(["--package", env!("CARGO_PKG_NAME")]);
        assert!(cargo.status().unwrap().success());
    }
    path
}

/// Whether the executable is newer than all files that Cargo lists beside it as its sources.
fn is_fresh(path: &Path) -> bool {
    let modified = |path: &Path| fs::metadata(path).and_then(|file| file.modified()).ok();
    let newer = |built: SystemTime, source: &str| {
        modified(Path::new(source)).is_some_and(|changed| changed <= built)
    };
    let sources = fs::read_to_string(path.with_extension("d")).unwrap_or_default();
    match (modified(path), sources.split_once(": ")) {
        (Some(built), Some((_, sources))) => sources
            .split_whitespace()
            .all(|source| newer(built, source)),
        _ => false,
    }
}
