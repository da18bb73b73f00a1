use std::io;
use std::path::{Path, PathBuf};

use crate::archive::ArchiveError;
use crate::scan::ScanProblem;

/// A directory that there is no catalogue of.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// A release cannot be unpacked.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// The binary is not the one of the manifest.
    #[error("{}: the binary in it is not the one that its plugin.json names", path.display())]
    Binary {
        /// The release.
        path: PathBuf,
    },
    /// The name says something else than what is in it.
    #[error("{}: what is in it would be called {expected}", path.display())]
    Name {
        /// The release.
        path: PathBuf,
        /// The name that it has to have.
        expected: String,
    },
    /// There is no plugin in it.
    #[error("{}: no host would take it", path.display())]
    Plugin {
        /// The release.
        path: PathBuf,
        /// What is wrong with it.
        source: ScanProblem,
    },
    /// A file or directory cannot be read.
    #[error("{}: cannot be read", path.display())]
    Read {
        /// The file or directory.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// It lies in the directory of another release.
    #[error("{}: it lies below {tag}, and what is in it belongs below {expected}", path.display())]
    Tag {
        /// The release.
        path: PathBuf,
        /// Where it lies.
        tag: String,
        /// Where it belongs.
        expected: String,
    },
    /// One release is there twice.
    #[error("{} and {} are the same version for the same platform", one.display(), other.display())]
    Twice {
        /// The one.
        one: PathBuf,
        /// The other.
        other: PathBuf,
    },
}

impl BuildError {
    /// What to do about it.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::Name { .. } => "`wick pack` names releases; do not rename them",
            Self::Binary { .. } | Self::Plugin { .. } => "build it again with `wick pack`",
            Self::Tag { .. } => "the directory of a release is KEY/vVERSION",
            Self::Twice { .. } => "remove one of them",
            Self::Archive(_) | Self::Read { .. } => return None,
        };
        Some(hint.to_owned())
    }

    pub(super) fn read(path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Read {
            path: path.to_owned(),
            source,
        }
    }
}
