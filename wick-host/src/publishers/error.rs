use std::io;
use std::path::{Path, PathBuf};

use wick_proto::ConnectorKey;

use super::Publisher;
use crate::diagnose::shortage;

/// A plugin of another publisher than its connector had until now.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
#[error(
    "{}: the publisher of connector {connector} changed: until now {before}, here {now}",
    directory.display()
)]
pub struct PublisherChanged {
    /// The connector's key.
    pub connector: ConnectorKey,
    /// The plugin's directory.
    pub directory: PathBuf,
    /// Whom the key belongs to.
    pub before: Publisher,
    /// Who signed the plugin that is there.
    pub now: Publisher,
}

impl PublisherChanged {
    /// What to do about it.
    pub fn hint(&self) -> String {
        format!(
            "if you know why, accept it with `wick trust accept {}`; else remove the plugin",
            self.connector
        )
    }
}

/// A file of publishers that cannot be read or written. No plugin runs then, as it is not known whom
/// its key belongs to.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PublishersError {
    /// Its content makes no sense.
    #[error("{}: the file of publishers is damaged: {problem}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// It cannot be read.
    #[error("{}: the file of publishers cannot be read", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// It cannot be written.
    #[error("{}: the file of publishers cannot be written", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
}

impl PublishersError {
    /// What to do about it.
    pub fn hint(&self) -> String {
        let (Self::Damaged { path, .. } | Self::Read { path, .. } | Self::Write { path, .. }) =
            self;
        match self {
            Self::Damaged { .. } => format!(
                "restore {0} from a backup; or remove it, and then check who signed each plugin \
                 with `wick trust list`, as the next host trusts what it finds",
                path.display()
            ),
            Self::Read { source, .. } | Self::Write { source, .. } => match shortage(source) {
                Some(found) => found.remedy,
                None => closed(path),
            },
        }
    }
}

/// How to have a file closed to others, or the directory around it where there is no file yet.
fn closed(path: &Path) -> String {
    let elsewhere = "or set WICK_DATA_DIR to another directory";
    let directory = path.parent().unwrap_or(path);
    match (path.symlink_metadata(), directory.is_dir()) {
        (Ok(metadata), _) if !metadata.is_file() => {
            format!(
                "remove {}, which is not a regular file; {elsewhere}",
                path.display()
            )
        }
        (Ok(_), _) => format!(
            "it must belong to this user and be writable for nobody else: chown it, or chmod 600 {}; {elsewhere}",
            path.display()
        ),
        (Err(_), true) => format!(
            "the directory must belong to this user and be closed to others: chown it, or chmod 700 {}; {elsewhere}",
            directory.display()
        ),
        (Err(_), false) => format!(
            "{} cannot be made: let this user write above it, {elsewhere}",
            directory.display()
        ),
    }
}
