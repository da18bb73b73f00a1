//! Which connectors are disabled: one small file among the plugins.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use wick_proto::ConnectorKey;

use super::stage::PREFIX;
use crate::diagnose::shortage;
use crate::state;

/// Its name, which scans pass over.
pub(crate) const FILE: &str = ".disabled.json";

const FORMAT: u32 = 1;

/// Largest file that is read, in bytes.
const MAX_FILE_BYTES: u64 = 4 << 20;

/// A file of disabled connectors that cannot be read or written. No plugin of its directory runs then, as
/// it is not known which must not.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DisabledError {
    /// Its content makes no sense.
    #[error("{}: the file of disabled connectors is damaged: {problem}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// It cannot be read.
    #[error("{}: the file of disabled connectors cannot be read", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// It cannot be written.
    #[error("{}: the file of disabled connectors cannot be written", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
}

impl DisabledError {
    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::Damaged { path, .. } => format!(
                "restore {} from a backup; or remove it, which enables all connectors, and disable again \
                 what must not run",
                path.display()
            ),
            Self::Read { source, .. } | Self::Write { source, .. }
                if let Some(found) = shortage(source) =>
            {
                found.remedy
            }
            Self::Read { path, .. } => format!(
                "it must be a regular file that this user can read and only its owner can write: chmod 644 {}, or \
                 remove what is there",
                path.display()
            ),
            Self::Write { .. } => "check who may write to the directory".to_owned(),
        }
    }
}

/// The form of the file. What is not in it is enabled.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    format: u32,
    disabled: BTreeSet<String>,
}

/// The connectors below `root` that are disabled; none without the file.
pub(crate) fn read(root: &Path) -> Result<BTreeSet<ConnectorKey>, DisabledError> {
    let path = root.join(FILE);
    match state::read_public(&path, MAX_FILE_BYTES) {
        Ok(None) => Ok(BTreeSet::new()),
        Ok(Some(bytes)) => {
            parse(&bytes).map_err(|problem| DisabledError::Damaged { path, problem })
        }
        Err(source) => Err(DisabledError::Read { path, source }),
    }
}

/// Replaces the file. Needs the [`Lock`](super::lock::Lock).
pub(super) fn write(root: &Path, keys: &BTreeSet<ConnectorKey>) -> Result<(), DisabledError> {
    let path = root.join(FILE);
    let file = File {
        format: FORMAT,
        disabled: keys.iter().map(ConnectorKey::to_string).collect(),
    };
    let written = serde_json::to_vec_pretty(&file)
        .map_err(io::Error::from)
        .and_then(|bytes| state::replace_public(&path, &bytes, PREFIX));
    written.map_err(|source| DisabledError::Write { path, source })
}

fn parse(bytes: &[u8]) -> Result<BTreeSet<ConnectorKey>, String> {
    let file: File = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
    if file.format != FORMAT {
        return Err(format!("format {} is not known", file.format));
    }
    let keys = file.disabled.into_iter().map(|key| {
        let parsed = key.parse();
        parsed.map_err(|error| format!("{key:?}: {error}"))
    });
    keys.collect()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn what_is_written_is_read_and_nothing_else_lies_there() {
        let root = tempfile::tempdir().unwrap();
        assert!(read(root.path()).unwrap().is_empty());
        let keys = BTreeSet::from(["bank".parse().unwrap(), "desk".parse().unwrap()]);
        write(root.path(), &keys).unwrap();
        assert_eq!(read(root.path()).unwrap(), keys);
        let names = fs::read_dir(root.path()).unwrap();
        let names: Vec<_> = names.map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names, [FILE]);
    }

    #[test]
    fn what_makes_no_sense_is_an_error_that_names_the_file_and_what_to_do() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join(FILE);
        for (text, problem) in [
            ("", "EOF"),
            ("{\"format\": 1, \"disab", "EOF"),
            ("{\"format\": 1}", "missing field"),
            ("{\"format\": 2, \"disabled\": []}", "format 2"),
            (
                "{\"format\": 1, \"disabled\": [], \"enabled\": []}",
                "unknown field",
            ),
            ("{\"format\": 1, \"disabled\": [\"../desk\"]}", "../desk"),
        ] {
            fs::write(&path, text).unwrap();
            let error = read(root.path()).unwrap_err();
            assert!(
                matches!(error, DisabledError::Damaged { .. }),
                "{text}: {error}"
            );
            let message = error.to_string();
            assert!(message.contains(problem), "{text}: {message}");
            for told in [message, error.hint()] {
                assert!(told.contains(path.to_str().unwrap()), "{text}: {told}");
            }
        }
    }

    #[test]
    fn what_cannot_be_read_is_an_error() {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join(FILE)).unwrap();
        let error = read(root.path()).unwrap_err();
        assert!(matches!(error, DisabledError::Read { .. }), "{error}");
    }
}
