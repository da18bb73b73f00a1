//! From a verified plugin to a running process that has said where it listens.
//!
//! What runs is the file that was verified: see [`crate::Execution`].
//!
//! No process outlives the host: each plugin leads its own session, which is killed when its
//! [`Process`] is dropped. When the host ends in any other way, the kernel kills the plugin (on Linux),
//! and a [guardian] the rest of its session; it also removes what there is of its socket.

mod busy;
mod command;
mod environment;
mod first_line;
mod group;
mod guardian;
#[cfg(target_os = "linux")]
mod handle;
mod launcher;
#[cfg(unix)]
mod lifeline;
mod offspring;
mod process;
#[cfg(target_os = "linux")]
mod session;
mod socket_directory;
mod start;
#[cfg(target_os = "linux")]
mod stat;

pub(crate) use busy::{is_busy, unless_busy};
pub(crate) use command::contain;
pub use environment::Environment;
pub(crate) use launcher::spawn;
pub(crate) use process::Process;
pub(crate) use start::{Started, done, start};

use std::path::PathBuf;
use std::time::Duration;

use crate::execution::Programs;
use crate::limits::PluginLimits;

/// How plugins are started.
#[derive(Clone, Debug)]
pub(crate) struct Launch {
    pub(crate) environment: Environment,
    pub(crate) encryption: Encryption,
    pub(crate) programs: Programs,
    pub(crate) start_timeout: Duration,
    /// Where the private directories for sockets are made; the temporary directory otherwise.
    pub(crate) socket_directory: Option<PathBuf>,
    /// What the plugin may use. They are in force before its first instruction.
    pub(crate) limits: PluginLimits,
}

/// Whether host and plugin talk over TLS.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encryption {
    /// Mutual TLS with certificates made for this one start, as every go-plugin host asks for.
    #[default]
    MutualTls,
    /// None: anything that may open the socket may call the plugin. The socket lies in a directory
    /// that only this user can enter.
    None,
}
