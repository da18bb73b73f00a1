use std::fmt;
use std::io;
use std::path::PathBuf;
use std::process::ExitStatus;
use std::time::Duration;

use wick_proto::handshake::{Address, HandshakeError};
use wick_proto::tls::TlsError;
use wick_proto::{ConnectorKey, limits, version};

use super::{Quoted, limited};
use crate::limits::Exceeded;
use crate::spawn::Process;
use crate::verify::Verified;

/// How long the last lines of a process are waited for after it was killed.
const REAP: Duration = Duration::from_secs(2);

/// A plugin that did not start. Its process is gone.
#[derive(Debug)]
#[non_exhaustive]
pub struct StartError {
    /// The connector's key.
    pub connector: ConnectorKey,
    /// The plugin's binary.
    pub binary: PathBuf,
    /// What went wrong.
    pub cause: StartCause,
    /// How the process ended, if it did so by itself.
    pub exit: Option<ExitStatus>,
    /// The limit that it ran into, as far as its end tells.
    pub exceeded: Option<Exceeded>,
    /// The last lines of its standard error, harmless to print.
    pub last_lines: Vec<String>,
}

impl StartError {
    /// There is no process yet.
    pub(crate) fn before(verified: &Verified, cause: StartCause) -> Self {
        Self {
            connector: verified.key().clone(),
            binary: verified.path().to_owned(),
            cause,
            exit: None,
            exceeded: None,
            last_lines: Vec::new(),
        }
    }

    /// Kills the process, reaps it and takes its last words.
    pub(crate) async fn after(verified: &Verified, cause: StartCause, process: &Process) -> Self {
        let exit = process.exit();
        let exceeded = process.exceeded();
        process.kill();
        process.exited_within(REAP).await;
        Self {
            exit,
            exceeded,
            last_lines: process.last_lines(),
            ..Self::before(verified, cause)
        }
    }

    /// What to do about it: the remedy of its [diagnosis](crate::diagnose::diagnose). Looks at the binary again, which is
    /// short work.
    pub fn hint(&self) -> Option<String> {
        Some(crate::diagnose::diagnose(self).remedy)
    }
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            connector, binary, ..
        } = self;
        write!(
            f,
            "connector {connector} did not start ({})",
            binary.display()
        )?;
        if let Some(exit) = self.exit {
            write!(f, "; it ended with {exit}")?;
        }
        write!(f, "{}", limited(&self.exceeded))?;
        write!(f, "{}", Quoted(&self.last_lines))
    }
}

impl std::error::Error for StartError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.cause)
    }
}

/// What kept a plugin from starting.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartCause {
    /// Mutual TLS was asked for and the plugin did not announce a certificate.
    #[error("the plugin announced no certificate, and this host talks to it only over TLS")]
    CertificateMissing,
    /// The plugin announced a certificate that nobody asked for.
    #[error("the plugin wants TLS, which this host was told not to use")]
    CertificateUnasked,
    /// The binary was written into after it was verified.
    #[error("the binary changed after it was verified")]
    Changed,
    /// Nothing listens where the plugin said.
    #[error("no connection to the plugin at {}", shown(.address))]
    Connect {
        /// Where it said to listen.
        address: Address,
        /// What the operating system says.
        source: io::Error,
    },
    /// The plugin did not answer its first call in time.
    #[error("the plugin did not answer within {0:?} after its handshake")]
    ConnectTimedOut(Duration),
    /// The private copy that is to be executed cannot be made.
    #[error("the private copy of the binary cannot be made")]
    Copy(#[source] io::Error),
    /// It is not a program for this system and processor, and no script.
    #[error("the binary is neither a program for this machine nor a script")]
    Format,
    /// The line that it printed is not a handshake.
    #[error("the plugin's handshake is not usable")]
    Handshake(#[source] HandshakeError),
    /// It ended, or closed its output, without a handshake.
    #[error("the plugin closed its output without a handshake{}", printed_text(.printed))]
    NoHandshake {
        /// What it printed instead.
        printed: String,
    },
    /// Its health service says that it does not serve.
    #[error("the plugin says of itself that it is not serving")]
    NotServing,
    /// The host itself panicked over what the plugin sent.
    #[error("the host panicked over what the plugin sent: {0}")]
    Panicked(
        /// The message of the panic, harmless to print.
        String,
    ),
    /// It listens, and does not answer: what a refused certificate looks like.
    #[error("the plugin refused the connection")]
    Refused(#[source] Box<tonic::Status>),
    /// There is no directory for its socket.
    #[error("the directory for the plugin's socket cannot be made")]
    SocketDirectory(#[source] io::Error),
    /// No socket can be made in the directory.
    #[error(
        "{} is no place for sockets: the path of one may have {} bytes, and neither `|` nor control characters",
        base.display(),
        limits::MAX_SOCKET_PATH_BYTES
    )]
    SocketPath {
        /// The directory.
        base: PathBuf,
    },
    /// The operating system could not start it.
    #[error("the binary cannot be executed")]
    Spawn(#[source] io::Error),
    /// There was no handshake in time.
    #[error("the plugin printed no handshake within {0:?}")]
    TimedOut(Duration),
    /// TLS could not be set up, or the announced certificate is not one.
    #[error("no mutual TLS with the plugin")]
    Tls(#[source] TlsError),
    /// The TLS handshake failed.
    #[error("the TLS handshake with the plugin failed")]
    TlsHandshake(#[source] io::Error),
    /// The first line was too long to be a handshake.
    #[error(
        "the plugin's first line is longer than {} bytes",
        limits::MAX_HANDSHAKE_BYTES
    )]
    TooLong,
    /// The binary could not be read again.
    #[error("the binary cannot be read any more")]
    Unreadable(#[source] io::Error),
    /// The plugin chose a protocol version that was not offered.
    #[error(
        "the plugin speaks protocol version {plugin}, and this host {}",
        version::offer()
    )]
    Version {
        /// What it chose.
        plugin: u32,
    },
}

/// A file other than the plugin's own that was to be executed for it. It is the inner error of [`StartCause::Spawn`].
#[derive(Debug, thiserror::Error)]
#[error("failed to execute {}", path.display())]
pub(crate) struct NotExecuted {
    /// The copy.
    pub(crate) path: PathBuf,
    /// What the operating system says.
    pub(crate) source: io::Error,
}

impl NotExecuted {
    /// The error of what was executed, which is told unless it is the plugin's own file.
    pub(crate) fn of(path: PathBuf, source: io::Error) -> io::Error {
        match path.starts_with("/proc/self/fd") {
            true => source,
            false => io::Error::new(source.kind(), Self { path, source }),
        }
    }
}

fn shown(address: &Address) -> String {
    match address {
        Address::Tcp(address) => address.to_string(),
        Address::Unix(path) => path.display().to_string(),
    }
}

fn printed_text(printed: &str) -> String {
    match printed {
        "" => String::new(),
        text => format!(", after {:?}", text.chars().take(200).collect::<String>()),
    }
}
