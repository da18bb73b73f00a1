//! Building an author's package with cargo.

mod choose;

use std::path::{Path, PathBuf};
use std::process::Stdio;

use cargo_metadata::{Artifact, Message, MetadataCommand};
use clap::Args;
use tokio::process::Command;

use self::choose::{Choice, Selected};
use crate::exit::Exit;
use crate::failure::Failure;

/// What to build and how, in the words of cargo.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Build options")]
pub(crate) struct BuildOptions {
    /// Build this package of the workspace.
    #[arg(short = 'p', long = "package", value_name = "SPEC")]
    spec: Option<String>,

    /// Run this binary, where there are several.
    #[arg(long, value_name = "NAME")]
    bin: Option<String>,

    /// Run this example.
    #[arg(long, value_name = "NAME", conflicts_with = "bin")]
    example: Option<String>,

    /// Build with optimizations.
    #[arg(short, long)]
    release: bool,

    /// Build with this profile.
    #[arg(long, value_name = "PROFILE", conflicts_with = "release")]
    profile: Option<String>,

    /// Activate these features, separated by commas; may be repeated.
    #[arg(short = 'F', long, value_name = "FEATURES")]
    features: Vec<String>,

    /// Activate all features.
    #[arg(long)]
    all_features: bool,

    /// Do not activate the default features.
    #[arg(long)]
    no_default_features: bool,
}

impl BuildOptions {
    /// The options as they are written on a command line.
    pub(crate) fn words(&self) -> Vec<&str> {
        let named = [
            ("--package", &self.spec),
            ("--bin", &self.bin),
            ("--example", &self.example),
        ];
        let named = named
            .into_iter()
            .filter_map(|(option, name)| Some([option, name.as_deref()?]));
        named.flatten().chain(self.build_words()).collect()
    }

    /// Those of them that say how to build, not what.
    fn build_words(&self) -> Vec<&str> {
        let mut words = Vec::new();
        if self.release {
            words.push("--release");
        }
        if let Some(profile) = &self.profile {
            words.extend(["--profile", profile]);
        }
        for features in &self.features {
            words.extend(["--features", features]);
        }
        if self.all_features {
            words.push("--all-features");
        }
        if self.no_default_features {
            words.push("--no-default-features");
        }
        words
    }

    fn selected(&self) -> Selected<'_> {
        match (&self.bin, &self.example) {
            (Some(name), _) => Selected::Binary(name),
            (None, Some(name)) => Selected::Example(name),
            (None, None) => Selected::TheOnly,
        }
    }
}

/// Builds the package in `directory`, or the one of the workspace there that is selected, and returns the
/// path of its binary.
///
/// Cargo talks on standard error itself: progress on a terminal, else only warnings and errors.
pub(crate) async fn build(directory: &Path, options: &BuildOptions) -> Result<PathBuf, Failure> {
    let manifest = package_manifest(directory)?;
    let metadata = cargo(
        &manifest,
        &["metadata", "--no-deps", "--format-version", "1"],
        "read",
    );
    let metadata = String::from_utf8_lossy(&metadata.await?).into_owned();
    let metadata = MetadataCommand::parse(metadata).map_err(|error| {
        Failure::new(Exit::BuildFailed, "cannot understand cargo metadata").because(&error)
    })?;
    let choice = choose::choose(
        &metadata,
        &manifest,
        options.spec.as_deref(),
        options.selected(),
    )?;
    let mut words = vec!["build", "--message-format", "json-render-diagnostics"];
    words.extend([
        "--package",
        &choice.package.repr,
        choice.option,
        &choice.name,
    ]);
    words.extend(options.build_words());
    if !std::io::IsTerminal::is_terminal(&std::io::stderr()) {
        words.push("--quiet");
    }
    let messages = cargo(&manifest, &words, "build").await?;
    binary(&choice, &messages).ok_or_else(|| {
        let message = format!("cargo made no executable of `{}`", choice.name);
        Failure::new(Exit::BuildFailed, message)
    })
}

/// Runs cargo for a package and returns what it prints; `verb` is what it cannot do if it fails.
async fn cargo(manifest: &Path, words: &[&str], verb: &str) -> Result<Vec<u8>, Failure> {
    // Cargo looks for its configuration and toolchain from where it is started.
    let directory = manifest.parent().unwrap_or(Path::new("."));
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo
        .args(words)
        .arg("--manifest-path")
        .arg(manifest)
        .current_dir(directory)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .kill_on_drop(true);
    let not_started = |error| Failure::new(Exit::BuildFailed, "cannot run cargo").because(&error);
    let child = cargo.spawn().map_err(not_started)?;
    let output = child.wait_with_output().await.map_err(not_started)?;
    match output.status.success() {
        true => Ok(output.stdout),
        false => Err(Failure::new(
            Exit::BuildFailed,
            format!("cargo could not {verb} {}", directory.display()),
        )),
    }
}

fn package_manifest(directory: &Path) -> Result<PathBuf, Failure> {
    let manifest = if directory.ends_with("Cargo.toml") {
        directory.to_owned()
    } else {
        directory.join("Cargo.toml")
    };
    manifest.canonicalize().map_err(|error| {
        Failure::file("read", &manifest, &error).hint(
            "give the directory of a cargo package, one with a Cargo.toml; `wick call` takes plugins that are \
             installed or built",
        )
    })
}

/// The executable that cargo tells of.
fn binary(choice: &Choice, messages: &[u8]) -> Option<PathBuf> {
    let messages = Message::parse_stream(messages).map_while(Result::ok);
    let mut paths = messages.filter_map(|message| match message {
        Message::CompilerArtifact(Artifact {
            package_id,
            target,
            executable: Some(path),
            ..
        }) if package_id == choice.package && target.name == choice.name => Some(path),
        _ => None,
    });
    paths.next().map(Into::into)
}
