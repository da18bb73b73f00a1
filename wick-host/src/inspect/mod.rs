//! Looking into hosts that run in other processes.
//!
//! A host that was asked to ([`HostBuilder::inspectable`](crate::HostBuilder::inspectable)) listens on a Unix socket
//! of its own in a directory that only this user may enter, and tells whoever connects how it stands: a
//! [`Report`] as JSON, then the end. It reads nothing, so there is nothing to be asked wrongly. [`hosts`] asks
//! all hosts of a directory at once.
//!
//! ```no_run
//! # async fn look() -> Result<(), wick_host::inspect::InspectError> {
//! use wick_host::inspect::{self, Found};
//!
//! for found in inspect::hosts("/home/me/.wick/run/hosts").await? {
//!     if let Found::Host(report) = found {
//!         println!("{} ({}): {} processes", report.program, report.pid, report.metrics.pool.processes);
//!     }
//! }
//! # Ok(())
//! # }
//! ```

#[cfg(unix)]
mod ask;
mod directory;
#[cfg(unix)]
mod listen;
mod strangers;

use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value;

#[cfg(unix)]
pub(crate) use listen::Listening;
pub use strangers::{Stranger, strangers};

use crate::metrics::Metrics;

/// What a report of another form would have another number for.
const FORM: u32 = 1;

/// Where hosts listen below the directory that holds all that wick stores.
pub const BELOW_DATA: &str = "run/hosts";

/// What a host tells of itself.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[non_exhaustive]
pub struct Report {
    form: u32,
    /// The id of its process.
    pub pid: u32,
    /// The name of its program.
    pub program: String,
    /// The version of this crate in it.
    pub version: String,
    /// For how long it has been open, in seconds.
    pub age: f64,
    /// The directory of plugins that it opened, if it did.
    pub directory: Option<PathBuf>,
    /// How its connectors stand, as [`Status`](crate::Status) is serialized.
    pub status: Value,
    /// What it counted.
    pub metrics: Metrics,
}

/// What is in the place of a host.
#[derive(Debug)]
#[non_exhaustive]
pub enum Found {
    /// A host that answered.
    Host(Box<Report>),
    /// A host that did not: it hangs, is stopped, or is of another version.
    Silent {
        /// Its socket.
        path: PathBuf,
        /// The id of its process, where that is known.
        pid: Option<u32>,
        /// What came in place of an answer.
        problem: String,
    },
    /// The socket of a host that is gone, which was removed.
    Gone(PathBuf),
    /// Something that no host made.
    Odd {
        /// What it is called.
        path: PathBuf,
        /// What is odd about it.
        problem: String,
    },
}

/// A directory in which hosts cannot be found.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InspectError {
    /// It cannot be read or made.
    #[error("{}: the directory of running hosts cannot be used", path.display())]
    Directory {
        /// The directory.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// Others may put something into it.
    #[error("{}: the directory of running hosts is not this user's alone", path.display())]
    NotPrivate {
        /// The directory.
        path: PathBuf,
    },
    /// A socket in it would have too long a path.
    #[error("{}: the path of the directory of running hosts is too long for a socket", path.display())]
    TooLong {
        /// The directory.
        path: PathBuf,
    },
}

impl InspectError {
    /// What to do about it, where the message does not say so itself.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Directory { .. } => None,
            Self::NotPrivate { path } => {
                Some(format!("remove it, or `chmod 700 {}`", path.display()))
            }
            Self::TooLong { .. } => Some("choose a shorter one".to_owned()),
        }
    }

    fn of(path: &Path) -> impl Fn(io::Error) -> Self + use<'_> {
        |source| Self::Directory {
            path: path.to_owned(),
            source,
        }
    }
}

/// Asks all hosts that listen in a directory, at once and for at most two seconds each, and removes the
/// sockets of those that are gone. Sorted by process. There need not be such a directory.
///
/// # Errors
///
/// A directory that cannot be read, or that is not this user's alone: whoever else can write there could
/// pose as a host.
#[cfg(unix)]
pub async fn hosts(directory: impl AsRef<Path>) -> Result<Vec<Found>, InspectError> {
    ask::hosts(directory.as_ref()).await
}

/// There are none where there are no Unix sockets.
///
/// # Errors
///
/// None.
#[cfg(not(unix))]
pub async fn hosts(_: impl AsRef<Path>) -> Result<Vec<Found>, InspectError> {
    Ok(Vec::new())
}

impl Report {
    pub(crate) fn new(
        age: f64,
        directory: Option<PathBuf>,
        status: Value,
        metrics: Metrics,
    ) -> Self {
        let program = std::env::current_exe().ok();
        let name = program.as_deref().and_then(Path::file_name);
        Self {
            form: FORM,
            pid: std::process::id(),
            program: name.unwrap_or_default().to_string_lossy().into_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            age,
            directory,
            status,
            metrics,
        }
    }
}
