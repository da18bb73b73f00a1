//! Building an author's package with cargo.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use cargo_metadata::{Artifact, Message, TargetKind};
use tokio::process::Command;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::suggest;

/// How to build.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Profile {
    /// Fast to build.
    Dev,
    /// Fast to run.
    Release,
}

/// Builds the package in `directory` and returns the path of its binary: the one called `name`, or
/// the only one.
///
/// Cargo talks on standard error itself: progress on a terminal, else only warnings and errors.
pub(crate) async fn build(
    directory: &Path,
    name: Option<&str>,
    profile: Profile,
) -> Result<PathBuf, Failure> {
    let manifest = package_manifest(directory)?;
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo
        .args(["build", "--message-format", "json-render-diagnostics"])
        .arg("--manifest-path")
        .arg(&manifest)
        // Cargo looks for its configuration and toolchain from where it is started.
        .current_dir(manifest.parent().unwrap_or(Path::new(".")))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .kill_on_drop(true);
    if profile == Profile::Release {
        cargo.arg("--release");
    }
    if !std::io::IsTerminal::is_terminal(&std::io::stderr()) {
        cargo.arg("--quiet");
    }
    if let Some(name) = name {
        cargo.args(["--bin", name]);
    }
    let not_started = |error| Failure::new(Exit::BuildFailed, "cannot run cargo").because(&error);
    let child = cargo.spawn().map_err(not_started)?;
    let output = child.wait_with_output().await.map_err(not_started)?;
    if !output.status.success() {
        return Err(Failure::new(
            Exit::BuildFailed,
            format!("cargo could not build {}", directory.display()),
        ));
    }
    one_binary(directory, binaries(&manifest, &output.stdout))
}

fn package_manifest(directory: &Path) -> Result<PathBuf, Failure> {
    let manifest = if directory.ends_with("Cargo.toml") {
        directory.to_owned()
    } else {
        directory.join("Cargo.toml")
    };
    manifest.canonicalize().map_err(|error| {
        Failure::file("read", &manifest, &error)
            .hint("give the directory of a cargo package, one with a Cargo.toml")
    })
}

/// The names and paths of the binaries of the package whose manifest this is.
fn binaries(manifest: &Path, messages: &[u8]) -> Vec<(String, PathBuf)> {
    let mut binaries = Vec::new();
    for message in Message::parse_stream(messages).map_while(Result::ok) {
        if let Message::CompilerArtifact(Artifact {
            target,
            manifest_path,
            executable: Some(path),
            ..
        }) = message
            && target.kind.contains(&TargetKind::Bin)
            && manifest_path.as_std_path() == manifest
        {
            binaries.push((target.name, path.into_std_path_buf()));
        }
    }
    binaries
}

fn one_binary(directory: &Path, mut binaries: Vec<(String, PathBuf)>) -> Result<PathBuf, Failure> {
    let package = directory.display();
    if binaries.len() > 1 {
        let names = suggest::list(binaries.iter().map(|(name, _)| name.as_str()));
        return Err(Failure::usage(format!(
            "the package in {package} has several binaries: {names}"
        ))
        .hint("choose one with --bin NAME"));
    }
    match binaries.pop() {
        Some((_, path)) => Ok(path),
        None => Err(Failure::new(
            Exit::BuildFailed,
            format!("the package in {package} has no binary"),
        )
        .hint("a plugin is a program: it needs src/main.rs with `wick_runtime::serve`")),
    }
}
