use std::io;
use std::path::PathBuf;

use super::refusal::Refusal;

/// An archive that was not unpacked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ArchiveError {
    /// The file cannot be opened.
    #[error("{}: the archive cannot be read", archive.display())]
    Read {
        /// The archive.
        archive: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// What is in it could not be written where it should go.
    #[error("{}: cannot be written", path.display())]
    Write {
        /// The file or directory.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// It is not an archive, or holds what no release holds.
    #[error("{}: not a release of a plugin", archive.display())]
    Refused {
        /// The archive.
        archive: PathBuf,
        /// The reason.
        source: Refusal,
    },
}

impl ArchiveError {
    /// What to do about it, where the message does not say so itself.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Refused { source, .. } => source.hint(),
            Self::Read { .. } | Self::Write { .. } => None,
        }
    }
}
