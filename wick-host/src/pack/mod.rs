//! Makes plugin directories and release zips out of binaries.
//!
//! ```no_run
//! use std::path::Path;
//! use wick_host::pack;
//!
//! # async fn run() -> Result<(), pack::PackError> {
//! let binary = Path::new("target/release/github");
//! let manifest = pack::dump_manifest(binary).await?;
//! let packed = pack::directory(&pack::Package::new(binary, manifest), Path::new("plugins"))?;
//! let zip = pack::zip(&packed, Path::new("release"))?;
//! println!("{}", zip.display());
//! # Ok(())
//! # }
//! ```

mod archive;
mod directory;
mod dump;
mod sign;

pub use archive::zip;
pub use directory::{Package, Packed, directory};
pub use dump::dump_manifest;
pub use sign::{SignError, sign};

use std::io;
use std::path::PathBuf;
use std::process::ExitStatus;
use std::time::Duration;

use wick_proto::key::KeyError;
use wick_proto::manifest::{DocumentError, ManifestError};

/// A plugin that cannot be packed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PackError {
    /// The binary failed when it was asked for its manifest.
    #[error("{}: --dump-manifest failed with {status}{}", binary.display(), shown(stderr))]
    Dump {
        /// The binary.
        binary: PathBuf,
        /// How it ended.
        status: ExitStatus,
        /// What it said, harmless to print.
        stderr: String,
    },
    /// The manifest has no usable key.
    #[error("the connector has no usable key")]
    Key(#[from] KeyError),
    /// What the binary printed is not a manifest.
    #[error("{}: --dump-manifest did not print a manifest", binary.display())]
    Manifest {
        /// The binary.
        binary: PathBuf,
        /// What is wrong with it.
        source: ManifestError,
    },
    /// A file could not be read.
    #[error("{}: cannot be read", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// The binary could not be started to ask for its manifest.
    #[error("{}: cannot be run to ask for its manifest", binary.display())]
    Run {
        /// The binary.
        binary: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// The binary did not print its manifest in time.
    #[error("{}: --dump-manifest took longer than {limit:?}", binary.display())]
    TimedOut {
        /// The binary.
        binary: PathBuf,
        /// The time it had.
        limit: Duration,
    },
    /// The manifest is too large to be loaded.
    #[error("{}: --dump-manifest printed more than {limit} bytes", binary.display())]
    TooLarge {
        /// The binary.
        binary: PathBuf,
        /// The limit in bytes.
        limit: u64,
    },
    /// The manifest means different things to different readers.
    #[error("the manifest cannot be signed")]
    Unsignable(#[from] DocumentError),
    /// The version cannot be part of a file name.
    #[error("version {0:?} cannot be part of a file name")]
    Version(String),
    /// A file could not be written.
    #[error("{}: cannot be written", path.display())]
    Write {
        /// The file or directory.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
}

impl PackError {
    /// What to do about it, where the message does not say so itself.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::Dump { .. } | Self::Manifest { .. } | Self::TimedOut { .. } => {
                "is it a connector? its main has to call `wick_runtime::serve` before anything else"
            }
            Self::Run { .. } => "is it built for this platform, and executable?",
            Self::Version(_) => "use a semantic version, such as 1.2.3",
            _ => return None,
        };
        Some(hint.to_owned())
    }
}

fn shown(stderr: &str) -> String {
    match stderr {
        "" => String::new(),
        text => format!(": {text}"),
    }
}
