use std::io;
use std::path::PathBuf;

use wick_proto::ConnectorKey;
use wick_proto::manifest::Kind;
use wick_proto::verify::VerifyError as Refusal;

use crate::diagnose::shortage;

/// Why a candidate may not run.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// The plugin is of a kind that this host cannot call.
    #[error("{}: a plugin of kind {:?}, and this host runs connectors only", directory.display(), kind.as_str())]
    Kind {
        /// The plugin's directory.
        directory: PathBuf,
        /// What it is.
        kind: Kind,
    },
    /// The plugin is of a kind that this host does not know, as `service`. An older reference runs it as a
    /// connector.
    #[error("{}: a plugin of kind {kind:?}, and this host runs connectors only", directory.display())]
    UnknownKind {
        /// The plugin's directory.
        directory: PathBuf,
        /// What it says that it is.
        kind: String,
    },
    /// The manifest or the policy forbids it.
    #[error("{}: connector {key} was refused", directory.display())]
    Refused {
        /// The connector's key.
        key: ConnectorKey,
        /// The plugin's directory.
        directory: PathBuf,
        /// Which check failed.
        source: Refusal,
    },
    /// The binary cannot be read.
    #[error("{}: the plugin's binary cannot be read", path.display())]
    Unreadable {
        /// The binary.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
}

impl VerifyError {
    /// What to do about it, where the message does not say so itself.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Kind { directory, .. } => Some(format!("remove {}", directory.display())),
            Self::Refused { .. } => None,
            Self::UnknownKind { directory, .. } => Some(format!(
                "update the host, or remove {}",
                directory.display()
            )),
            Self::Unreadable { source, .. } => Some(match (shortage(source), source.kind()) {
                (Some(found), _) => found.remedy,
                (None, io::ErrorKind::FileTooLarge | io::ErrorKind::InvalidInput) => {
                    "reinstall the plugin".to_owned()
                }
                _ => "check who may read it".to_owned(),
            }),
        }
    }
}
