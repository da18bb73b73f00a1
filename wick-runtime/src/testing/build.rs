//! The build of the binary that `over_process` runs.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::Deserialize;

/// A binary of the package in a directory: the one with this name, or the only one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Build {
    pub(super) directory: PathBuf,
    pub(super) name: Option<String>,
    pub(super) package: String,
    /// All features of the package that the test was compiled with, when that is known.
    pub(super) features: Option<Vec<String>>,
}

/// What Cargo says about something that it built.
#[derive(Deserialize)]
struct Message {
    executable: Option<PathBuf>,
    target: Option<Target>,
    profile: Option<Profile>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
    kind: Vec<String>,
}

#[derive(Deserialize)]
struct Profile {
    test: bool,
}

impl Build {
    /// Has Cargo build it, and shows how far that is.
    pub(super) fn run(&self) -> PathBuf {
        let mut command = self.command(&Place::of(&std::env::current_exe().unwrap_or_default()));
        announce(&self.package);
        let output = command.stderr(Stdio::inherit()).output().unwrap();
        assert!(output.status.success(), "{command:?} failed");
        let built: Vec<(String, PathBuf)> = output
            .stdout
            .split(|byte| *byte == b'\n')
            .filter_map(|line| serde_json::from_slice::<Message>(line).ok())
            .filter(|message| !message.profile.as_ref().is_some_and(|profile| profile.test))
            .filter_map(|message| Some((message.target?, message.executable?)))
            .filter(|(target, _)| target.kind.iter().any(|kind| kind == "bin"))
            .map(|(target, path)| (target.name, path))
            .collect();
        let package = &self.package;
        let wanted = self.name.as_ref().unwrap_or(package);
        let chosen = built.iter().find(|(name, _)| name == wanted);
        match (chosen, built.as_slice()) {
            (Some((_, path)), _) | (None, [(_, path)]) => path.clone(),
            _ => panic!(
                "which binary of package `{package}` is the plugin? Name it: \
                 `#[wick_runtime::test(binary = \"…\")]`"
            ),
        }
    }

    /// With the package's tests, so that its dependencies have the features that they have for this test, and
    /// the place of this test: only the binary itself is left to build.
    fn command(&self, place: &Place) -> Command {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(cargo);
        command
            .args(["build", "--tests"])
            .arg("--message-format=json-render-diagnostics")
            .arg("--manifest-path")
            .arg(self.directory.join("Cargo.toml"))
            .args(["--package", &self.package])
            .args(["--profile", &place.profile])
            .stdin(Stdio::null());
        match &self.name {
            Some(name) => command.args(["--bin", name]),
            None => command.arg("--bins"),
        };
        if let Some(features) = &self.features {
            command.args(["--no-default-features", "--features"]);
            command.arg(features.join(","));
        }
        if let Some(target) = &place.target {
            command.args(["--target", target]);
        }
        if let Some(root) = &place.root {
            command.arg("--target-dir").arg(root);
        }
        command
    }
}

/// Past the test harness, which shows what a test prints only when it has failed.
fn announce(package: &str) {
    let text = format!("building the plugin of `{package}` for tests over a process\n");
    // The build itself does not need it.
    let _ = std::io::stderr().write_all(text.as_bytes());
}

/// Where and how Cargo built this test.
#[derive(Debug, PartialEq, Eq)]
struct Place {
    /// The target directory, if it is one.
    root: Option<PathBuf>,
    /// The platform, if one was asked for.
    target: Option<String>,
    profile: String,
}

impl Place {
    /// By the path of the test: `ROOT[/TARGET]/PROFILE/deps/NAME`.
    fn of(test: &Path) -> Self {
        let profile = test.ancestors().nth(2);
        let name = |path: Option<&Path>| {
            let name = path.and_then(Path::file_name)?.to_str()?;
            Some(name.to_owned())
        };
        // Cargo writes it there alone, where `CACHEDIR.TAG` is in the directory of a target as well.
        let is_root = |path: &&Path| path.join(".rustc_info.json").is_file();
        let mut above = test.ancestors().skip(3);
        let (root, target) = match above.next() {
            Some(root) if is_root(&root) => (Some(root), None),
            above_profile => match above.next().filter(is_root) {
                Some(root) => (Some(root), name(above_profile)),
                None => (None, None),
            },
        };
        Self {
            root: root.map(Path::to_owned),
            target,
            profile: match name(profile).as_deref() {
                // Of `dev`, the profile of tests is made.
                None | Some("debug") => "test".to_owned(),
                Some(name) => name.to_owned(),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn place_of_a_test_is_that_of_its_plugin() {
        let place = tempfile::tempdir().unwrap();
        let root = place.path();
        std::fs::write(root.join(".rustc_info.json"), "").unwrap();
        let found = |path: &str| {
            let found = Place::of(&root.join(path));
            assert_eq!(found.root.as_deref(), Some(root), "{path}");
            (found.target, found.profile)
        };
        assert_eq!(found("debug/deps/desk-1"), (None, "test".to_owned()));
        assert_eq!(found("release/deps/desk-1"), (None, "release".to_owned()));
        let target = Some("x86_64-unknown-linux-musl".to_owned());
        assert_eq!(
            found("x86_64-unknown-linux-musl/quick/deps/desk-1"),
            (target, "quick".to_owned())
        );
        let elsewhere = Place::of(Path::new("/nowhere/a/debug/deps/desk-1"));
        assert_eq!((elsewhere.root, elsewhere.target), (None, None));
    }

    #[test]
    fn build_has_the_features_of_the_test() {
        let build = Build {
            directory: "/desk".into(),
            name: Some("desk".to_owned()),
            package: "desk".to_owned(),
            features: Some(vec!["default".to_owned(), "fast".to_owned()]),
        };
        let place = Place::of(Path::new("/nowhere/debug/deps/desk-1"));
        let command = build.command(&place);
        let words: Vec<_> = command
            .get_args()
            .filter_map(|word| word.to_str())
            .collect();
        let words = words.join(" ");
        for part in [
            "build --tests ",
            " --profile test ",
            " --bin desk ",
            " --no-default-features --features default,fast",
        ] {
            assert!(words.contains(part), "{words}");
        }
        assert!(!words.contains("--quiet"), "{words}");
    }
}
