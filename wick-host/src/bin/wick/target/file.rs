use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use crate::failure::Failure;

/// What a file is that may stand for a plugin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FileKind {
    /// A `plugin.json`, by its ending.
    Manifest,
    /// A release, by its first bytes or its ending.
    Archive,
    /// A program, as any other file: what it is turns out when it is run.
    Binary,
}

/// Endings of archives, also of those that are not read: they are refused by name.
const ENDINGS: [&str; 11] = [
    ".zip", ".gz", ".tgz", ".tar", ".bz2", ".tbz", ".xz", ".txz", ".zst", ".7z", ".rar",
];

impl FileKind {
    /// Finds out what a file is.
    pub(crate) fn of(path: &Path) -> Result<Self, Failure> {
        let unread = |error| Failure::file("read", path, &error);
        // A pipe would be waited for.
        if !path.metadata().map_err(unread)?.is_file() {
            return Err(unread(io::Error::other("it is not a regular file")));
        }
        let name = path.to_string_lossy().to_ascii_lowercase();
        if name.ends_with(".json") {
            return Ok(Self::Manifest);
        }
        let mut start = Vec::new();
        let file = File::open(path).map_err(unread)?;
        file.take(4).read_to_end(&mut start).map_err(unread)?;
        let is_archive = start.starts_with(b"PK")
            || start.starts_with(b"\x1f\x8b")
            || ENDINGS.iter().any(|ending| name.ends_with(ending));
        Ok(match is_archive {
            true => Self::Archive,
            false => Self::Binary,
        })
    }
}
