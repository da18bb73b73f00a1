//! A plugin that a person started, as under a debugger.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;
use wick_proto::environment::REATTACH_OUT;
use wick_proto::reattach::Reattach;

use crate::until;

/// The variable that such a process has and a host's does not.
pub const MARK: &str = "STARTED_BY_HAND";

/// The process. It is killed when this is dropped.
#[derive(Debug)]
pub struct Debugged {
    process: Child,
    _sockets: TempDir,
}

impl Debugged {
    /// Starts `program`, and waits until it has written `file`.
    ///
    /// # Panics
    ///
    /// When it does not start, or ends before.
    pub async fn start(program: &Path, file: &Path) -> Self {
        let debugged = Self::spawn(program, file, |_| {});
        until(|| debugged.is_written(file)).await;
        debugged
    }

    /// Starts `program` in whatever way, without waiting.
    ///
    /// # Panics
    ///
    /// When it does not start.
    pub fn spawn(program: &Path, file: &Path, configure: impl FnOnce(&mut Command)) -> Self {
        let sockets = tempfile::tempdir().unwrap();
        let mut command = Command::new(program);
        command
            .env(REATTACH_OUT, file)
            .env(MARK, "1")
            .env("TMPDIR", sockets.path())
            .stdin(Stdio::null())
            .stderr(Stdio::null());
        configure(&mut command);
        Self {
            process: command.spawn().unwrap(),
            _sockets: sockets,
        }
    }

    fn is_written(&self, file: &Path) -> bool {
        let written = std::fs::read(file).unwrap_or_default();
        Reattach::from_json(&written).is_ok_and(|written| written.pid == self.id())
    }

    /// The id of the process.
    pub fn id(&self) -> u32 {
        self.process.id()
    }

    /// Whether it has not ended.
    ///
    /// # Panics
    ///
    /// When that cannot be told.
    pub fn is_running(&mut self) -> bool {
        self.process.try_wait().unwrap().is_none()
    }

    /// Sends it a signal.
    ///
    /// # Panics
    ///
    /// When it is not there.
    pub fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.process), signal).unwrap();
    }

    /// Ends it with a signal, and waits for that.
    ///
    /// # Panics
    ///
    /// When it is not there.
    pub fn end_by(&mut self, signal: Signal) {
        self.signal(signal);
        self.process.wait().unwrap();
    }
}

impl Drop for Debugged {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A directory for the file of one.
///
/// # Panics
///
/// When it cannot be made.
pub fn file() -> (TempDir, PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("reattach.json");
    (directory, file)
}
