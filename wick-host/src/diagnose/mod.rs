//! Why a plugin does not start, in words for whoever has to put it right.
//!
//! A [`StartError`] says what the host saw; a [`Diagnosis`] says what that means, and what to do. It looks
//! at the binary again, and at the words that the plugin or the system's loader left behind.
//! `docs/operating.md` explains every [`Finding`].

mod exit;
mod loader;
mod system;

pub use system::shortage;

use std::error::Error;
use std::io;
use std::path::Path;

use serde::{Serialize, Serializer};

use wick_proto::version;

use crate::error::{NotExecuted, StartCause, StartError};

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
    /// Another process writes into it.
    Busy,
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
    /// The system has no room for another process or open file, or no memory.
    NoResources,
    /// The disk is full, or what this user may have of it.
    NoSpace,
    /// A file or directory of the host cannot be made or changed.
    NotWritable,
    /// There is no usable `/dev/null`.
    NoNullDevice,
    /// Nothing that is known.
    Unknown,
}

impl Finding {
    /// All of them.
    pub const ALL: [Self; 25] = [
        Self::WrongArchitecture,
        Self::NotExecutable,
        Self::NoExecMount,
        Self::MissingLoader,
        Self::MissingInterpreter,
        Self::MissingLibrary,
        Self::OldCLibrary,
        Self::Busy,
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
        Self::NoSpace,
        Self::NotWritable,
        Self::NoNullDevice,
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
            Self::Busy => "busy",
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
            Self::NoSpace => "no-space",
            Self::NotWritable => "not-writable",
            Self::NoNullDevice => "no-null-device",
            Self::Unknown => "unknown",
        }
    }
}

impl Serialize for Finding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// Says what a failed start means. Looks at the binary again, which is short work.
pub fn diagnose(error: &StartError) -> Diagnosis {
    let diagnosis = system::shortage_of(error).unwrap_or_else(|| of_cause(error));
    match &error.exceeded {
        Some(_) => Diagnosis {
            remedy: "allow it more, see the limits of plugins".to_owned(),
            ..diagnosis
        },
        None => diagnosis,
    }
}

fn of_cause(error: &StartError) -> Diagnosis {
    match &error.cause {
        StartCause::Format => Diagnosis::new(
            Finding::WrongArchitecture,
            format!(
                "{} is no program for {}, or is cut off",
                error.binary.display(),
                wick_proto::Platform::current()
            ),
            "install the plugin's release for this platform",
        ),
        StartCause::Spawn(source) => not_executed(error, source),
        StartCause::Changed | StartCause::Unreadable(_) => Diagnosis::new(
            Finding::Changed,
            match error.cause.source() {
                Some(source) => format!("the binary cannot be read any more: {source}"),
                None => "the binary was changed after it was verified".to_owned(),
            },
            "install the plugin again; nothing should write into installed binaries",
        ),
        StartCause::NoHandshake { printed } => no_handshake(error, printed),
        StartCause::Handshake(_) | StartCause::TooLong => bad_handshake(error),
        StartCause::Version { .. } => Diagnosis::new(
            Finding::Protocol,
            error.cause.to_string(),
            match error.cause {
                StartCause::Version { plugin } if plugin > version::CURRENT => "update the host",
                _ => "rebuild the plugin with a newer SDK",
            },
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
            with_source(&error.cause),
            "set TMPDIR, or the host's socket directory, to a short path that can be written to",
        ),
        StartCause::Panicked(_) => Diagnosis::new(
            Finding::Unknown,
            error.cause.to_string(),
            crate::error::REPORT,
        ),
        StartCause::Copy(_) => Diagnosis::new(
            Finding::NotWritable,
            with_source(&error.cause),
            "set TMPDIR, or the host's directory of copies, to a place that only this user can enter",
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
    let executed = source
        .get_ref()
        .and_then(|source| source.downcast_ref::<NotExecuted>());
    let binary = executed.map_or(&*error.binary, |executed| &executed.path);
    let source = executed.map_or(source, |executed| &executed.source);
    if let Some(diagnosis) = system::null_device(source) {
        return diagnosis;
    }
    match source.kind() {
        // The file is there: it was read and hashed. What is missing is what has to load it.
        io::ErrorKind::NotFound => loader::missing(binary),
        io::ErrorKind::PermissionDenied if !is_executable(binary) => Diagnosis::new(
            Finding::NotExecutable,
            format!("{} is not executable", binary.display()),
            format!("chmod +x {}", binary.display()),
        ),
        io::ErrorKind::PermissionDenied => loader::closed(binary).unwrap_or_else(|| Diagnosis::new(
            Finding::NoExecMount,
            format!(
                "{} is executable, and the system does not execute it: its file system is mounted \
                 noexec, or a security policy forbids it",
                binary.display()
            ),
            match executed {
                // A copy is executed, so that is where the file system matters.
                Some(_) => "set WICK_DATA_DIR or TMPDIR to a file system without noexec, or see the system's audit log",
                None => "install plugins on a file system without noexec, or see the system's audit log",
            },
        )),
        io::ErrorKind::ExecutableFileBusy => Diagnosis::new(
            Finding::Busy,
            format!("{} is being written to by another process", binary.display()),
            "wait until it is written; `wick install` replaces a plugin without that",
        ),
        io::ErrorKind::WouldBlock => system::no_processes(source),
        io::ErrorKind::ArgumentListTooLong => Diagnosis::new(
            Finding::NoResources,
            "the environment that the plugin would get is larger than the system allows",
            "unset large environment variables",
        ),
        _ if system::is_no_program(source) => Diagnosis::new(
            Finding::WrongArchitecture,
            format!("{} is cut off or damaged: {source}", binary.display()),
            "install the plugin again",
        ),
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

fn unknown(error: &StartError) -> Diagnosis {
    Diagnosis::new(
        Finding::Unknown,
        with_source(&error.cause),
        "see what it logs with -vv, and what the system logs",
    )
}

/// A cause with what is below it.
fn with_source(cause: &StartCause) -> String {
    let mut text = cause.to_string();
    let mut next = cause.source();
    while let Some(source) = next {
        text += &format!(": {source}");
        next = source.source();
    }
    text
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
    metadata.is_ok_and(|metadata| metadata.is_file() && metadata.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(_: &Path) -> bool {
    true
}
