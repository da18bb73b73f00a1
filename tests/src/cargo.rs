//! The binaries of this workspace.

use std::collections::HashMap;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use cargo_metadata::{Artifact, Message};

/// The path of a binary or example program of this workspace, by its name; built if it is not fresh.
///
/// # Panics
///
/// When the build fails or has no such program.
pub fn binary(name: &str) -> PathBuf {
    BINARIES
        .get(name)
        .unwrap_or_else(|| panic!("no binary {name:?} in this workspace"))
        .clone()
}

// One build of all, with the features of `cargo test --workspace --all-features`: selecting single
// packages would unify other features and compile the dependencies again.
static BINARIES: LazyLock<HashMap<String, PathBuf>> = LazyLock::new(|| {
    let mut cargo = Command::new(env!("CARGO"))
        .args([
            "build",
            "--workspace",
            "--all-features",
            "--bins",
            "--examples",
            "--quiet",
        ])
        .args(["--message-format", "json-render-diagnostics"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .expect("cargo starts");
    let output = std::io::BufReader::new(cargo.stdout.take().unwrap());
    let binaries = Message::parse_stream(output)
        .filter_map(|message| match message.unwrap() {
            Message::CompilerArtifact(Artifact {
                target,
                executable: Some(path),
                ..
            }) => Some((target.name, path.into_std_path_buf())),
            _ => None,
        })
        .collect();
    assert!(cargo.wait().unwrap().success(), "cargo build failed");
    binaries
});
