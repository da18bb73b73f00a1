//! Why a plugin does not start, in words for whoever has to put it right.
//!
//! A [`StartError`] says what the host saw; a [`Diagnosis`] says what that means, and what to do. It looks
//! at the binary again, and at the words that the plugin or the system's loader left behind.
//! `docs/operating.md` explains every [`Finding`].

mod exit;
mod loader;

use std::error::Error;
use std::io;
use std::path::Path;

use serde::{Serialize, Serializer};

use crate::error::{StartCause, StartError};

/// What is wrong with a plugin that does not start.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Diagnosis {
    /// The kind of fault.
    pub finding: Finding,
    /// What happened, in one sentence.
    pub explanation: String,
    /// What to do about it.
    pub remedy: String,
}

/// The kinds of faults, by the names under which `docs/operating.md` explains them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Finding {
    /// A program for another system or processor, or no program.
    WrongArchitecture,
    /// Nobody may execute it.
    NotExecutable,
    /// It lies on a file system that executes nothing.
    NoExecMount,
    /// The dynamic loader that it asks for is not there.
    MissingLoader,
    /// The interpreter of a script is not there.
    MissingInterpreter,
    /// A shared library is not there.
    MissingLibrary,
    /// The C library is older than the one that it was built with.
    OldCLibrary,
    /// It was written into after it was verified.
    Changed,
    /// It printed something before its handshake.
    PrintedFirst,
    /// Its handshake cannot be used.
    Handshake,
    /// It speaks another version of the protocol.
    Protocol,
    /// It believes that a person started it, not a host.
    Cookie,
    /// It ended by itself.
    Exited,
    /// It was killed by a signal.
    Killed,
    /// It says nothing.
    Silent,
    /// It does not listen where it said.
    Unreachable,
    /// No mutual TLS with it.
    Certificate,
    /// There is no place for its socket.
    SocketPath,
    /// It runs, and says of itself that it does not serve.
    NotServing,
    /// The system has no room for another process or file.
    NoResources,
    /// Nothing that is known.
    Unknown,
}

impl Finding {
    /// All of them.
    pub const ALL: [Self; 21] = [
        Self::WrongArchitecture,
        Self::NotExecutable,
        Self::NoExecMount,
        Self::MissingLoader,
        Self::MissingInterpreter,
        Self::MissingLibrary,
        Self::OldCLibrary,
        Self::Changed,
        Self::PrintedFirst,
        Self::Handshake,
        Self::Protocol,
        Self::Cookie,
        Self::Exited,
        Self::Killed,
        Self::Silent,
        Self::Unreachable,
        Self::Certificate,
        Self::SocketPath,
        Self::NotServing,
        Self::NoResources,
        Self::Unknown,
    ];

    /// The name, as in JSON and in `docs/operating.md`.
    pub fn name(self) -> &'static str {
        match self {
            Self::WrongArchitecture => "wrong-architecture",
            Self::NotExecutable => "not-executable",
            Self::NoExecMount => "no-exec-mount",
            Self::MissingLoader => "missing-loader",
            Self::MissingInterpreter => "missing-interpreter",
            Self::MissingLibrary => "missing-library",
            Self::OldCLibrary => "old-c-library",
            Self::Changed => "changed",
            Self::PrintedFirst => "printed-first",
            Self::Handshake => "handshake",
            Self::Protocol => "protocol",
            Self::Cookie => "cookie",
            Self::Exited => "exited",
            Self::Killed => "killed",
            Self::Silent => "silent",
            Self::Unreachable => "unreachable",
            Self::Certificate => "certificate",
            Self::SocketPath => "socket-path",
            Self::NotServing => "not-serving",
            Self::NoResources => "no-resources",
            Self::Unknown => "unknown",
        }
    }
}

impl Serialize for Finding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// What systems say, and plugins after them, of open files where there may be no more.
const NO_FILES: &str = "Too many open files";

/// Says what a failed start means. Reads the binary, so not for an async thread.
pub fn diagnose(error: &StartError) -> Diagnosis {
    if let Some(what) = exhaustion(error) {
        return no_resources(&what);
    }
    match &error.cause {
        StartCause::Format => Diagnosis::new(
            Finding::WrongArchitecture,
            format!(
                "{} is no program for {}",
                error.binary.display(),
                wick_proto::Platform::current()
            ),
            "install the plugin's release for this platform",
        ),
        StartCause::Spawn(source) => not_executed(error, source),
        StartCause::Changed | StartCause::Unreadable(_) => Diagnosis::new(
            Finding::Changed,
            "the binary was changed or removed after it was verified",
            "install the plugin again; nothing should write into installed binaries",
        ),
        StartCause::NoHandshake { printed } => no_handshake(error, printed),
        StartCause::Handshake(_) | StartCause::TooLong => bad_handshake(error),
        StartCause::Version { .. } => Diagnosis::new(
            Finding::Protocol,
            error.cause.to_string(),
            error.hint().unwrap_or_default(),
        ),
        StartCause::TimedOut(limit) => Diagnosis::new(
            Finding::Silent,
            format!("it printed no handshake within {limit:?}, and was killed"),
            "see what it waits for: run it with WICK_LOG=debug, or give it a longer start timeout",
        ),
        StartCause::Connect { .. } | StartCause::ConnectTimedOut(_) => Diagnosis::new(
            Finding::Unreachable,
            error.cause.to_string(),
            "the plugin is broken, or something removes its socket: see what it logs with -vv",
        ),
        StartCause::CertificateMissing
        | StartCause::CertificateUnasked
        | StartCause::Tls(_)
        | StartCause::TlsHandshake(_)
        | StartCause::Refused(_) => Diagnosis::new(
            Finding::Certificate,
            error.cause.to_string(),
            "host and plugin must both use mutual TLS; rebuild the plugin with a current SDK",
        ),
        StartCause::SocketDirectory(_) | StartCause::SocketPath { .. } => Diagnosis::new(
            Finding::SocketPath,
            error.cause.to_string(),
            error.hint().unwrap_or_default(),
        ),
        StartCause::Panicked(_) => Diagnosis::new(
            Finding::Unknown,
            error.cause.to_string(),
            error.hint().unwrap_or_default(),
        ),
        StartCause::Copy(source) => Diagnosis::new(
            Finding::Unknown,
            format!("{}: {source}", error.cause),
            error.hint().unwrap_or_default(),
        ),
        StartCause::NotServing => Diagnosis::new(
            Finding::NotServing,
            "it runs, and its health service says that it does not serve",
            "see what it logs with -vv: something that it needs is missing",
        ),
    }
}

impl Diagnosis {
    fn new(finding: Finding, explanation: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            finding,
            explanation: explanation.into(),
            remedy: remedy.into(),
        }
    }
}

/// The system refused to execute it.
fn not_executed(error: &StartError, source: &io::Error) -> Diagnosis {
    let binary = &error.binary;
    match source.kind() {
        // The file is there: it was read and hashed. What is missing is what has to load it.
        io::ErrorKind::NotFound => loader::missing(binary),
        io::ErrorKind::PermissionDenied if is_executable(binary) => Diagnosis::new(
            Finding::NoExecMount,
            format!(
                "{} is executable, and the system does not execute it: its file system is mounted \
                 noexec, or a security policy forbids it",
                binary.display()
            ),
            "install plugins on a file system without noexec, or see the system's audit log",
        ),
        io::ErrorKind::PermissionDenied => Diagnosis::new(
            Finding::NotExecutable,
            format!("{} is not executable", binary.display()),
            format!("chmod +x {}", binary.display()),
        ),
        io::ErrorKind::WouldBlock | io::ErrorKind::OutOfMemory => no_resources(&source.to_string()),
        _ => unknown(error),
    }
}

fn no_handshake(error: &StartError, printed: &str) -> Diagnosis {
    let last_words = error.last_lines.join("\n");
    if let Some(diagnosis) = loader::complaint(&last_words) {
        return diagnosis;
    }
    if is_for_people(&last_words) || is_for_people(printed) {
        return Diagnosis::new(
            Finding::Cookie,
            "it found no cookie of a host that it knows, and took itself for started by a person",
            "it is a plugin for another kind of host, or its launcher drops the environment",
        );
    }
    if let Some(diagnosis) = exit::signal(error.exit, &last_words) {
        return diagnosis;
    }
    if !printed.trim().is_empty() {
        return printed_first(printed);
    }
    exit::ended(error.exit, &last_words)
}

fn bad_handshake(error: &StartError) -> Diagnosis {
    let shown = match &error.cause {
        StartCause::Handshake(source) => source.to_string(),
        cause => cause.to_string(),
    };
    let is_text = matches!(
        &error.cause,
        StartCause::TooLong
            | StartCause::Handshake(wick_proto::handshake::HandshakeError::Fields(_))
    );
    match is_text {
        true => printed_first(&shown),
        false => Diagnosis::new(
            Finding::Handshake,
            format!("its handshake cannot be used: {shown}"),
            "rebuild it with a current SDK; nothing else may write to its standard output",
        ),
    }
}

fn printed_first(printed: &str) -> Diagnosis {
    let start: String = printed.trim().chars().take(120).collect();
    Diagnosis::new(
        Finding::PrintedFirst,
        format!("it printed something before its handshake: {start}"),
        "a plugin must print nothing to its standard output before it serves; log to standard error",
    )
}

/// That the system had no room for something, whatever it was for and whichever side met it.
fn exhaustion(error: &StartError) -> Option<String> {
    let mut next: Option<&(dyn Error + 'static)> = Some(&error.cause);
    while let Some(error) = next {
        let text = error.to_string();
        let known = error.downcast_ref::<io::Error>();
        if known.is_some_and(is_exhausted) || text.contains(NO_FILES) {
            return Some(text);
        }
        next = error.source();
    }
    let last_words = error.last_lines.iter().rev();
    last_words
        .into_iter()
        .find(|line| line.contains(NO_FILES))
        .cloned()
}

fn no_resources(source: &str) -> Diagnosis {
    Diagnosis::new(
        Finding::NoResources,
        format!("the system has no room for another process or open file: {source}"),
        "raise the limits of processes and open files (ulimit -u, ulimit -n), or run fewer plugins",
    )
}

fn unknown(error: &StartError) -> Diagnosis {
    let source = error.cause.source();
    let reason = source.map(|source| format!(": {source}"));
    Diagnosis::new(
        Finding::Unknown,
        format!("{}{}", error.cause, reason.unwrap_or_default()),
        error
            .hint()
            .unwrap_or_else(|| "see what it logs with -vv".to_owned()),
    )
}

/// What plugins say to people who start them in a shell, in our words and in those of go-plugin.
fn is_for_people(text: &str) -> bool {
    [
        "This binary is a plugin",
        "a plugin for wick. A wick host starts it",
    ]
    .iter()
    .any(|words| text.contains(words))
}

#[cfg(unix)]
fn is_executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;

    let metadata = path.metadata();
    metadata.is_ok_and(|metadata| metadata.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(_: &Path) -> bool {
    true
}

/// Memory, or open files of this process or of the system.
#[cfg(unix)]
fn is_exhausted(error: &io::Error) -> bool {
    use rustix::io::Errno;

    [Errno::NOMEM, Errno::MFILE, Errno::NFILE]
        .iter()
        .any(|errno| error.raw_os_error() == Some(errno.raw_os_error()))
}

#[cfg(not(unix))]
fn is_exhausted(_: &io::Error) -> bool {
    false
}
