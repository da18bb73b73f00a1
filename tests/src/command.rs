//! The real `wick`, in a directory of its own.

use std::ffi::OsStr;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::cargo::binary;
use tempfile::TempDir;

/// A place where `wick` finds and leaves nothing but what the test does.
#[derive(Debug)]
pub struct Place {
    directory: TempDir,
}

/// How a command ended.
#[derive(Debug)]
pub struct Ended {
    /// The exit code, or -1 for a signal.
    pub code: i32,
    /// All of standard output.
    pub stdout: String,
    /// All of standard error.
    pub stderr: String,
}

impl Default for Place {
    fn default() -> Self {
        Self::new()
    }
}

impl Place {
    /// An empty place.
    pub fn new() -> Self {
        Self {
            directory: tempfile::tempdir().unwrap(),
        }
    }

    /// A path in it.
    pub fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// Writes a file in it.
    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path
    }

    /// The directory for temporary files, of which `wick` must leave none.
    pub fn temporary(&self) -> PathBuf {
        let path = self.path("tmp");
        std::fs::create_dir_all(&path).unwrap();
        path
    }

    /// Packs a binary of this workspace as an installed plugin and returns its directory.
    pub fn install(&self, name: &str) -> PathBuf {
        let plugins = self.path("data/plugins/connectors");
        let packed = self.run([
            "pack".as_ref(),
            binary(name).as_os_str(),
            "--out".as_ref(),
            plugins.as_os_str(),
        ]);
        packed.output();
        plugins.join(name)
    }

    /// Whether no temporary file is left.
    pub fn is_clean(&self) -> bool {
        let left = std::fs::read_dir(self.temporary()).unwrap();
        left.map(|entry| entry.unwrap().path())
            // Where connectors keep their data, which stays.
            .all(|path| path.display().to_string().contains("/wick-plugins-"))
    }

    /// `wick`, ready to be given arguments; with no input and none of our environment's settings.
    pub fn wick(&self) -> Command {
        self.command(binary("wick"))
    }

    /// A program that finds `wick` where it looks for programs.
    pub fn wick_under(&self, program: &str) -> Command {
        let wick = binary("wick");
        let usual = std::env::var_os("PATH").unwrap_or_default();
        let directories = wick.parent().map(Path::to_owned).into_iter();
        let path = std::env::join_paths(directories.chain(std::env::split_paths(&usual)));
        let mut command = self.command(program);
        command.env("PATH", path.unwrap());
        command
    }

    /// A program, ready to be given arguments, with what a test's `wick` gets of the environment.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        for name in [
            "CLICOLOR_FORCE",
            "NO_COLOR",
            "WICK_PLUGINS_DIR",
            "WICK_PLUGIN_CATALOG",
            "WICK_PLUGIN_CATALOG_PUBKEY",
            "WICK_PLUGIN_PUBKEY",
            "WICK_PLUGIN_REQUIRE_SIGNATURE",
        ] {
            command.env_remove(name);
        }
        command
            .env("WICK_DATA_DIR", self.path("data"))
            .env("TMPDIR", self.temporary())
            .current_dir(self.directory.path())
            .stdin(Stdio::null());
        command
    }

    /// Runs `wick` with these arguments to its end.
    pub fn run(&self, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Ended {
        ended(self.wick().args(arguments))
    }

    /// The same with this on standard input.
    pub fn run_with_input(
        &self,
        input: &str,
        arguments: impl IntoIterator<Item = impl AsRef<OsStr>>,
    ) -> Ended {
        let mut command = self.wick();
        command.args(arguments).stdin(Stdio::piped());
        let mut child = piped(&mut command).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        stdin.write_all(input.as_bytes()).unwrap();
        drop(stdin);
        child.wait_with_output().unwrap().into()
    }
}

#[cfg(target_os = "linux")]
impl Place {
    /// The processes whose program lies in this place.
    pub fn plugins_running(&self) -> Vec<u32> {
        let directory = self.directory.path().canonicalize().unwrap();
        let processes = std::fs::read_dir("/proc").unwrap();
        processes
            .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
            .filter(|pid: &u32| {
                let program = std::fs::read_link(format!("/proc/{pid}/exe"));
                program.is_ok_and(|program| program.starts_with(&directory))
            })
            .collect()
    }

    /// Waits until a plugin of `wick` runs. Its socket may be there, or gone again: the host removes it once it is
    /// connected.
    pub fn wait_for_plugin(&self, wick: &mut Child) {
        while self.plugins_running().is_empty() {
            let ended = wick.try_wait().unwrap();
            assert!(ended.is_none(), "it ended before a plugin ran: {ended:?}");
            std::thread::sleep(std::time::Duration::from_millis(2));
        }
    }
}

impl Ended {
    /// Standard output, of a command that must have succeeded.
    #[track_caller]
    pub fn output(&self) -> &str {
        assert_eq!(self.code, 0, "{self:#?}");
        &self.stdout
    }

    /// Standard output as JSON, of a command that must have succeeded.
    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(self.output()).unwrap_or_else(|error| panic!("{error}: {self:#?}"))
    }

    /// Standard error, of a command that must have failed with this code.
    #[track_caller]
    pub fn error(&self, code: i32) -> &str {
        assert_eq!(self.code, code, "{self:#?}");
        assert!(self.stderr.contains("error"), "{self:#?}");
        &self.stderr
    }

    /// The JSON error, of a command that must have failed with this code.
    #[track_caller]
    pub fn json_error(&self, code: i32) -> serde_json::Value {
        let text = self.error(code);
        let last = text.lines().last().unwrap();
        let json: serde_json::Value = serde_json::from_str(last).unwrap();
        json["error"].clone()
    }
}

impl From<std::process::Output> for Ended {
    fn from(output: std::process::Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// Runs a command to its end.
pub fn ended(command: &mut Command) -> Ended {
    piped(command).output().unwrap().into()
}

/// The command with its output going to us.
pub fn piped(command: &mut Command) -> &mut Command {
    command.stdout(Stdio::piped()).stderr(Stdio::piped())
}

/// A directory of this repository.
pub fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("..")
        .join(path)
        .canonicalize()
        .unwrap()
}
