use std::path::{Path, PathBuf};
use std::{fs, io};

use wick_proto::ConnectorKey;
use wick_proto::key::KeyError;
use wick_proto::manifest::ManifestError;

use crate::diagnose::shortage;

use super::{MANIFEST_FILE, MAX_MANIFEST_BYTES};

/// Something in a plugins directory that cannot be used, or that is odd (see
/// [`is_warning`](Self::is_warning)).
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ScanProblem {
    /// The directory is named otherwise than the connector in it, which is used all the same.
    #[error("{}: the directory of connector {key} is named otherwise", directory.display())]
    DirectoryName {
        /// The connector's key.
        key: ConnectorKey,
        /// The directory.
        directory: PathBuf,
    },
    /// Several directories hold a connector of the same key; none of them is used.
    #[error("connector {key} is in several directories: {}", list(directories))]
    Duplicate {
        /// The key they share.
        key: ConnectorKey,
        /// All of them.
        directories: Vec<PathBuf>,
    },
    /// The manifest names a binary that is not in the plugin's directory.
    #[error("{}: entry {entry:?} leads out of the plugin's directory", manifest.display())]
    Entry {
        /// The manifest.
        manifest: PathBuf,
        /// What it names.
        entry: String,
    },
    /// The key is missing or malformed.
    #[error("{}: the connector has no usable key", manifest.display())]
    Key {
        /// The manifest.
        manifest: PathBuf,
        /// What is wrong with it.
        source: KeyError,
    },
    /// The manifest is a symbolic link to a file that is not in the plugin's directory.
    #[error("{}: a symbolic link that leads out of the plugin's directory", path.display())]
    LeadsOut {
        /// The link.
        path: PathBuf,
    },
    /// The plugin is of a kind that this host cannot call, and has no key of a connector.
    #[error("{}: a plugin of kind {kind:?}, and this host runs connectors only", manifest.display())]
    Kind {
        /// The manifest.
        manifest: PathBuf,
        /// The kind: `service`, for example.
        kind: String,
    },
    /// The manifest is not one.
    #[error("{}: the manifest cannot be read", manifest.display())]
    Manifest {
        /// The manifest.
        manifest: PathBuf,
        /// What is wrong with it.
        source: ManifestError,
    },
    /// The binary is missing.
    #[error("{}: the binary of the plugin is missing or unreadable", binary.display())]
    MissingBinary {
        /// Where it should be.
        binary: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// There is a directory without a manifest.
    #[error("{}: a directory without {MANIFEST_FILE}", directory.display())]
    MissingManifest {
        /// The directory.
        directory: PathBuf,
    },
    /// The binary or the manifest is a directory, a pipe, a device or the like.
    #[error("{}: not a regular file", path.display())]
    NotAFile {
        /// What should be a file.
        path: PathBuf,
    },
    /// The manifest is larger than [`MAX_MANIFEST_BYTES`].
    #[error("{}: larger than {MAX_MANIFEST_BYTES} bytes", manifest.display())]
    TooLarge {
        /// The manifest.
        manifest: PathBuf,
    },
    /// A directory or file could not be read.
    #[error("{}: cannot be read", path.display())]
    Unreadable {
        /// What was to be read.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
}

impl ScanProblem {
    /// Whether the plugin is used all the same.
    pub fn is_warning(&self) -> bool {
        matches!(self, Self::DirectoryName { .. })
    }

    /// What to do about it.
    pub fn hint(&self) -> Option<String> {
        if let Self::MissingBinary { source, .. } | Self::Unreadable { source, .. } = self
            && let Some(found) = shortage(source)
        {
            return Some(found.remedy);
        }
        let hint = match self {
            Self::MissingBinary { source, .. }
                if source.kind() == io::ErrorKind::PermissionDenied =>
            {
                "let this user enter the directories above it"
            }
            Self::DirectoryName { key, .. } => return Some(format!("rename it to {key}")),
            Self::Duplicate { .. } => "remove all but one of them",
            Self::Entry { .. } => "`entry` is a file name inside of the directory; reinstall it",
            Self::Kind { .. } => {
                "run it with a host that has such plugins, or remove its directory"
            }
            Self::Key { .. } | Self::Manifest { .. } | Self::TooLarge { .. } => {
                "rebuild the plugin, or reinstall it"
            }
            Self::LeadsOut { .. } | Self::MissingBinary { .. } | Self::NotAFile { .. } => {
                "reinstall the plugin"
            }
            Self::MissingManifest { .. } => "remove the directory if it is not a plugin",
            Self::Unreadable { .. } => "check who may read it",
        };
        Some(hint.to_owned())
    }
}

impl ScanProblem {
    /// Whether it is what keeps the connector in this directory from being used.
    pub(crate) fn concerns(&self, connector: &ConnectorKey, place: &Path) -> bool {
        match self {
            Self::DirectoryName { .. } => false,
            Self::Duplicate { key, .. } => key == connector,
            Self::Entry { manifest, .. }
            | Self::Key { manifest, .. }
            | Self::Kind { manifest, .. }
            | Self::Manifest { manifest, .. }
            | Self::TooLarge { manifest } => manifest.starts_with(place),
            Self::MissingBinary { binary, .. } => binary.starts_with(place),
            Self::MissingManifest { directory } => directory == place,
            // The real path of a binary may begin otherwise.
            Self::LeadsOut { path } | Self::NotAFile { path } | Self::Unreadable { path, .. } => {
                path.starts_with(place)
                    || fs::canonicalize(place).is_ok_and(|place| path.starts_with(place))
            }
        }
    }
}

fn list(paths: &[PathBuf]) -> String {
    let texts: Vec<_> = paths
        .iter()
        .map(|path| path.display().to_string())
        .collect();
    texts.join(", ")
}
