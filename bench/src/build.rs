//! Builds both peers.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use wick_host::pack::{Package, directory};
use wick_proto::manifest::Manifest;

use crate::Failure;
use crate::drive::OPERATIONS;
use crate::symbols;
use crate::tools::run;

/// The programs that are measured.
pub(crate) struct Peers {
    /// Where everything of this run lies.
    pub(crate) directory: PathBuf,
    pub(crate) go_host: PathBuf,
    pub(crate) go_plugin: PathBuf,
    pub(crate) our_plugin: PathBuf,
    /// Ours with as many operations as it is told to have; Go's plugin does so too.
    pub(crate) our_large_plugin: PathBuf,
}

/// Where drivers and plugins make their sockets and temporary files.
pub(crate) const TEMPORARY: &str = "tmp";

/// What to do about our plugin.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum OurPlugin {
    Build,
    /// Takes what was built last.
    Keep,
}

/// The profile that authors get, with symbols.
const PROFILE: &str = "bench-plugin";

/// Builds with Go's stripping flags, and with the profile that authors get, whose symbols are then put beside the binary.
pub(crate) fn peers(into: &Path, our_plugin: OurPlugin) -> Result<Peers, Failure> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let begun = Instant::now();
    eprintln!("building the Go peer …");
    std::fs::create_dir(into.join(TEMPORARY))?;
    run(Command::new("go")
        .args(["build", "-trimpath", "-ldflags", "-s -w", "-o"])
        .arg(into)
        .arg("./cmd/...")
        .current_dir(here.join("go")))?;
    let target = match std::env::var_os("CARGO_TARGET_DIR") {
        Some(target) => PathBuf::from(target),
        None => here.join("../target"),
    };
    if our_plugin == OurPlugin::Build {
        eprintln!("building our plugin in release mode …");
        run(Command::new("cargo")
            .args([
                "build",
                "--quiet",
                "--profile",
                PROFILE,
                "--locked",
                "-p",
                "bench-plugin",
                "--target-dir",
            ])
            .arg(&target)
            .current_dir(here))?;
    }
    let [our_plugin, our_large_plugin] =
        ["bench-plugin", "bench-plugin-many"].map(|name| into.join(name));
    for copy in [&our_plugin, &our_large_plugin] {
        let built = target
            .join(PROFILE)
            .join(copy.file_name().unwrap_or_default());
        std::fs::copy(&built, copy).map_err(|error| format!("{}: {error}", built.display()))?;
        symbols::split(copy)?;
    }
    eprintln!("built in {} s", begun.elapsed().as_secs());
    Ok(Peers {
        directory: into.to_owned(),
        go_host: into.join("host"),
        go_plugin: into.join("plugin"),
        our_plugin,
        our_large_plugin,
    })
}

impl Peers {
    /// A directory with so many connectors of one binary, each with a key of its own. `operations` is how
    /// many the binary is to have besides its own.
    pub(crate) fn install(
        &self,
        binary: &Path,
        copies: usize,
        operations: usize,
    ) -> Result<PathBuf, Failure> {
        let name = binary.file_name().unwrap_or_default().to_string_lossy();
        let root = self.directory.join(format!("{name}-{copies}-{operations}"));
        if root.exists() {
            return Ok(root);
        }
        std::fs::create_dir(&root)?;
        let manifest = manifest(binary, operations)?;
        for copy in 0..copies {
            let mut manifest = manifest.clone();
            manifest.module.meta.key = format!("bench_{copy:05}");
            let installed = directory(&Package::new(binary, manifest), &root)?;
            symbols::link(binary, &installed.directory)?;
        }
        Ok(root)
    }
}

/// What the binary says of itself.
pub(crate) fn manifest(binary: &Path, operations: usize) -> Result<Manifest, Failure> {
    let output = Command::new(binary)
        .arg("--dump-manifest")
        .env(OPERATIONS, operations.to_string())
        .output()?;
    match output.status.success() {
        true => Ok(Manifest::from_json(&output.stdout)?),
        false => Err(format!("{} does not print its manifest", binary.display()).into()),
    }
}
