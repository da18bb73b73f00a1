//! How a plugin is started.

use std::ffi::OsStr;
use std::fs::File;
use std::path::Path;
use std::process::{Output, Stdio};

use tokio::process::Command;
use wick_proto::files::Scratch;
use wick_proto::handshake::{COOKIE_KEY, COOKIE_VALUE};
use wick_proto::tls::Identity;
use wick_proto::{environment, version};

use super::{Process, soon};

/// What a plugin process gets of the environment of the test, as a host passes it on: no secrets.
const PASSED_ON: [&str; 12] = [
    "HOME",
    "LANG",
    "LOGNAME",
    "PATH",
    "RUST_BACKTRACE",
    "SSL_CERT_DIR",
    "SSL_CERT_FILE",
    "SYSTEMROOT",
    "TEMP",
    "TMP",
    "TZ",
    "USER",
];

/// A plugin to be started, with a temporary directory of its own.
#[derive(Debug)]
pub struct Launch {
    pub(super) command: Command,
    pub(super) directory: Scratch,
    pub(super) identity: Option<Identity>,
    pub(super) owns_group: bool,
}

impl Launch {
    /// As a host starts it that says nothing but the cookie.
    pub fn by_a_host(executable: impl AsRef<OsStr>) -> Self {
        Self::by_a_person(executable).env(COOKIE_KEY, COOKIE_VALUE)
    }

    /// As a person starts it in a shell.
    pub fn by_a_person(executable: impl AsRef<OsStr>) -> Self {
        Self::of(Command::new(executable))
    }

    /// As a host starts it that is the shell script `script`; `$0` is the plugin.
    pub fn through(script: &str, executable: impl AsRef<OsStr>) -> Self {
        let mut command = Command::new("sh");
        command.arg("-c").arg(script).arg(executable);
        Self::of(command).env(COOKIE_KEY, COOKIE_VALUE)
    }

    fn of(mut command: Command) -> Self {
        let directory = Scratch::below(&std::env::temp_dir(), "wick-test-").unwrap();
        for name in environment::GO_PLUGIN {
            command.env_remove(name);
        }
        command
            .env("TMPDIR", directory.path())
            .env_remove(COOKIE_KEY)
            .env_remove(environment::LOG)
            .env_remove(environment::REATTACH_OUT)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        Self {
            command,
            directory,
            identity: None,
            owns_group: false,
        }
    }

    /// With AutoMTLS.
    #[must_use]
    pub fn with_tls(self) -> Self {
        let identity = Identity::generate().unwrap();
        let pem = identity.certificate_pem();
        Self {
            identity: Some(identity),
            ..self.env(environment::CLIENT_CERT, &pem)
        }
    }

    /// As our host starts it: AutoMTLS, the versions that it speaks, an environment without what
    /// the test's own has beyond the usual, and a process group, so that nothing of it stays.
    pub(crate) fn like_a_wick_host(executable: &Path) -> Self {
        let mut launch = Self::of(Command::new(executable));
        let directory = launch.directory.path().to_owned();
        launch.command.env_clear().env("TMPDIR", directory);
        for name in PASSED_ON {
            if let Some(value) = std::env::var_os(name) {
                launch.command.env(name, value);
            }
        }
        #[cfg(unix)]
        launch.command.process_group(0);
        launch.owns_group = true;
        launch
            .env(COOKIE_KEY, COOKIE_VALUE)
            .env(environment::PROTOCOL_VERSIONS, &version::offer())
            .with_tls()
    }

    /// With an environment variable.
    #[must_use]
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// With an argument.
    #[must_use]
    pub fn arg(mut self, argument: &str) -> Self {
        self.command.arg(argument);
        self
    }

    /// With this as its standard input.
    #[must_use]
    pub fn input(mut self, file: File) -> Self {
        self.command.stdin(file);
        self
    }

    /// Its temporary directory.
    pub fn directory(&self) -> &Path {
        self.directory.path()
    }

    /// Runs it to its end.
    ///
    /// # Panics
    ///
    /// When it cannot be started, or does not end.
    pub async fn output(mut self) -> Output {
        soon(self.command.output()).await.unwrap()
    }

    /// Starts it and waits until it is ready.
    ///
    /// # Panics
    ///
    /// When it prints no handshake line. The message holds what it said on standard error.
    pub async fn start(self) -> Process {
        Process::start(self).await
    }

    /// Starts it under a debugger and waits until `file` says where it is.
    ///
    /// # Panics
    ///
    /// When it does not say so.
    pub async fn start_debugged(self, file: &Path) -> Process {
        let path = file.to_str().unwrap();
        Process::start_debugged(self.env(environment::REATTACH_OUT, path), file).await
    }

    /// Runs it, which must fail before it is ready, with one log record: its message.
    ///
    /// # Panics
    ///
    /// When it ends otherwise.
    pub async fn failure(self) -> String {
        let output = self.output().await;
        assert_eq!(output.status.code(), Some(1));
        assert_eq!(output.stdout, b"");
        let record: serde_json::Value = serde_json::from_slice(&output.stderr).unwrap();
        assert_eq!(record["@level"], "error");
        record["@message"].as_str().unwrap().to_owned()
    }
}
