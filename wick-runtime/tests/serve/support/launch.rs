//! How the probe is started.

use std::fs::File;
use std::path::Path;
use std::process::{Output, Stdio};

use tempfile::TempDir;
use tokio::process::Command;
use wick_proto::environment::{self, REATTACH_OUT};
use wick_proto::handshake::{COOKIE_KEY, COOKIE_VALUE};
use wick_proto::tls::Identity;

use super::{Plugin, probe, soon, unsound};

/// A probe to be started, with a temporary directory of its own.
pub(crate) struct Launch {
    pub(super) command: Command,
    pub(super) directory: TempDir,
    pub(super) identity: Option<Identity>,
}

impl Launch {
    /// As a host starts it that says nothing but the cookie.
    pub(crate) fn by_a_host() -> Self {
        Self::by_a_person().env(COOKIE_KEY, COOKIE_VALUE)
    }

    /// As a person starts it in a shell.
    pub(crate) fn by_a_person() -> Self {
        Self::of(Command::new(probe()))
    }

    /// The connector that contradicts itself, as a person starts it.
    pub(crate) fn unsound() -> Self {
        Self::of(Command::new(unsound()))
    }

    /// As a host starts it that is the shell script `script`; `$0` is the probe.
    pub(crate) fn through(script: &str) -> Self {
        let mut command = Command::new("sh");
        command.arg("-c").arg(script).arg(probe());
        Self::of(command).env(COOKIE_KEY, COOKIE_VALUE)
    }

    fn of(mut command: Command) -> Self {
        let directory = tempfile::tempdir().unwrap();
        for name in environment::GO_PLUGIN {
            command.env_remove(name);
        }
        command
            .env("TMPDIR", directory.path())
            .env_remove(COOKIE_KEY)
            .env_remove("WICK_LOG")
            .env_remove(REATTACH_OUT)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        Self {
            command,
            directory,
            identity: None,
        }
    }

    /// With AutoMTLS.
    pub(crate) fn with_tls(self) -> Self {
        let identity = Identity::generate().unwrap();
        let pem = identity.certificate_pem();
        Self {
            identity: Some(identity),
            ..self.env(environment::CLIENT_CERT, &pem)
        }
    }

    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    pub(crate) fn arg(mut self, argument: &str) -> Self {
        self.command.arg(argument);
        self
    }

    /// With this as its standard input.
    pub(crate) fn input(mut self, file: File) -> Self {
        self.command.stdin(file);
        self
    }

    /// Its temporary directory.
    pub(crate) fn directory(&self) -> &Path {
        self.directory.path()
    }

    /// Runs it to its end.
    pub(crate) async fn output(mut self) -> Output {
        soon(self.command.output()).await.unwrap()
    }

    /// Starts it and waits until it is ready.
    pub(crate) async fn start(self) -> Plugin {
        Plugin::start(self).await
    }

    /// Starts it under a debugger and waits until `file` says where it is.
    pub(crate) async fn start_debugged(self, file: &Path) -> Plugin {
        Plugin::start_debugged(self.env(REATTACH_OUT, file.to_str().unwrap()), file).await
    }

    /// Runs it, which must fail before it is ready, with one log record: its message.
    pub(crate) async fn failure(self) -> String {
        let output = self.output().await;
        assert_eq!(output.status.code(), Some(1));
        assert_eq!(output.stdout, b"");
        let record: serde_json::Value = serde_json::from_slice(&output.stderr).unwrap();
        assert_eq!(record["@level"], "error");
        record["@message"].as_str().unwrap().to_owned()
    }
}
