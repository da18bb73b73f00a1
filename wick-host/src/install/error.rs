use std::io;
use std::path::{Path, PathBuf};

use wick_proto::ConnectorKey;

use super::disabled::DisabledError;
use crate::archive::ArchiveError;
use crate::diagnose::shortage;
use crate::publishers::{PublisherChanged, PublishersError};
use crate::scan::ScanProblem;
use crate::verify::VerifyError;

/// A plugin that was not installed, rolled back, removed, enabled or disabled. Everything is as it was before.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InstallError {
    /// The archive is no release.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// The release is no plugin.
    #[error(transparent)]
    Plugin(#[from] ScanProblem),
    /// The plugin may not run here.
    #[error(transparent)]
    Verify(#[from] VerifyError),
    /// The connector had another publisher until now.
    #[error(transparent)]
    Publisher(Box<PublisherChanged>),
    /// It is not known whom the connector belongs to.
    #[error(transparent)]
    Publishers(#[from] PublishersError),
    /// It is not known which connectors are disabled, or cannot be written down.
    #[error(transparent)]
    Disabled(#[from] DisabledError),
    /// It is not the connector that was asked for.
    #[error("the release is of connector {found}, not of {expected}")]
    OtherConnector {
        /// What was asked for.
        expected: ConnectorKey,
        /// What the release holds.
        found: ConnectorKey,
    },
    /// It is not the version that was asked for.
    #[error("the release is version {found} of connector {key}, not {expected}")]
    OtherVersion {
        /// The connector's key.
        key: ConnectorKey,
        /// What was asked for.
        expected: String,
        /// What the release holds.
        found: String,
    },
    /// A newer version is installed.
    #[error("connector {key} is installed in version {installed}, which is newer than {offered}")]
    Downgrade {
        /// The connector's key.
        key: ConnectorKey,
        /// The version that is installed.
        installed: String,
        /// The version of the release.
        offered: String,
    },
    /// There is nothing to remove or to roll back.
    #[error("connector {key} is not installed")]
    NotInstalled {
        /// The connector's key.
        key: ConnectorKey,
    },
    /// There is no version to go back to.
    #[error("there is no version of connector {key} to go back to")]
    NoPrevious {
        /// The connector's key.
        key: ConnectorKey,
    },
    /// A file of the release cannot be read.
    #[error("{}: cannot be read", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// A file or directory cannot be written, moved or removed.
    #[error("{}: cannot be changed", path.display())]
    Write {
        /// The file or directory.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
}

impl InstallError {
    /// What to do about it, where the message does not say so itself.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Archive(error) => error.hint(),
            Self::Plugin(problem) => problem.hint(),
            Self::Verify(problem) => problem.hint(),
            Self::Disabled(error) => Some(error.hint()),
            Self::Downgrade { .. } => {
                Some("if that is what you want, allow the downgrade".to_owned())
            }
            Self::Publisher(change) => Some(format!(
                "if you know why, forget the old one with `wick trust forget {}` and install again",
                change.connector
            )),
            Self::OtherConnector { .. } | Self::OtherVersion { .. } => {
                Some("check where the release comes from".to_owned())
            }
            Self::Write { source, .. } => Some(shortage(source).map_or_else(
                || "check what is there, and who may write to its directory".to_owned(),
                |found| found.remedy,
            )),
            _ => None,
        }
    }

    pub(super) fn read(path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Read {
            path: path.to_owned(),
            source,
        }
    }

    pub(super) fn write(path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Write {
            path: path.to_owned(),
            source,
        }
    }
}
