//! The binary that `over_process` runs.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};

use wick_proto::manifest::Manifest;
use wick_proto::verify::{self, Policy};
use wick_proto::{Digest, Platform};

use super::build::Build;

/// The binary of a plugin: one that is built, or one that Cargo builds when it is needed.
#[derive(Clone, Debug)]
pub struct Executable(Source);

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Source {
    Built(PathBuf),
    Cargo(Build),
}

/// Built and verified in this process, so that every test of a file need not do it again.
static VERIFIED: Mutex<BTreeMap<Source, PathBuf>> = Mutex::new(BTreeMap::new());

impl Executable {
    /// One that is built.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self(Source::Built(path.into()))
    }

    /// What [`executable!`](crate::executable) knows about the package that is compiled.
    #[doc(hidden)]
    pub fn of_package(
        built: Option<&str>,
        name: Option<&str>,
        directory: &str,
        package: &str,
    ) -> Self {
        match built {
            Some(path) => Self::at(path),
            None => Self(Source::Cargo(Build {
                directory: directory.into(),
                name: name.map(str::to_owned),
                package: package.to_owned(),
                features: None,
            })),
        }
    }

    /// The same package with exactly these features of it, which are those of the test.
    #[doc(hidden)]
    #[must_use]
    pub fn with_features(mut self, features: &[&str]) -> Self {
        if let Source::Cargo(build) = &mut self.0 {
            build.features = Some(features.iter().map(ToString::to_string).collect());
        }
        self
    }

    /// Its path, after the checks of a host: it dumps its manifest, and that is the manifest of this
    /// file, for this platform, in a version that hosts speak.
    pub(super) fn verified(&self) -> PathBuf {
        let mut verified = VERIFIED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(path) = verified.get(&self.0) {
            return path.clone();
        }
        let path = match &self.0 {
            Source::Built(path) => path.clone(),
            Source::Cargo(build) => build.run(),
        };
        verify(&path);
        verified.insert(self.0.clone(), path.clone());
        path
    }
}

/// The binary of the package that is compiled: the one that Cargo built for this integration test and
/// that has the name of the package, else the one that Cargo builds when a test needs it. With a
/// name: the one with that name.
#[macro_export]
macro_rules! executable {
    () => {
        $crate::testing::Executable::of_package(
            ::core::option_env!(::core::concat!(
                "CARGO_BIN_EXE_",
                ::core::env!("CARGO_PKG_NAME")
            )),
            ::core::option_env!("CARGO_BIN_NAME"),
            ::core::env!("CARGO_MANIFEST_DIR"),
            ::core::env!("CARGO_PKG_NAME"),
        )
    };
    ($name:literal) => {
        $crate::testing::Executable::of_package(
            ::core::option_env!(::core::concat!("CARGO_BIN_EXE_", $name)),
            ::core::option::Option::Some($name),
            ::core::env!("CARGO_MANIFEST_DIR"),
            ::core::env!("CARGO_PKG_NAME"),
        )
    };
}

fn verify(path: &Path) {
    let output = match Command::new(path).arg("--dump-manifest").output() {
        Ok(output) => output,
        Err(error) => panic!("cannot start {path:?}: {error}"),
    };
    assert!(
        output.status.success(),
        "`{} --dump-manifest` failed: {}",
        path.display(),
        String::from_utf8_lossy(&output.stderr)
    );
    let manifest = match Manifest::from_json(&output.stdout) {
        Ok(manifest) => manifest,
        Err(error) => panic!("the manifest of {path:?} cannot be read: {error}"),
    };
    let digest = File::open(path).and_then(Digest::of_reader).unwrap();
    let policy = Policy::default();
    let platform = Platform::current();
    if let Err(error) = verify::check(&manifest, &output.stdout, &platform, &digest, &policy) {
        panic!("a host refuses {path:?}: {error}");
    }
}
