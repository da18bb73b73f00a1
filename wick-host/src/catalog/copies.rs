//! What is remembered of catalogues.

use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use wick_proto::Digest;

use super::error::CatalogError;
use super::source::Source;
use crate::state;

/// The last good copy of one catalogue. In its file it is a line of JSON, and then the catalogue as it came.
#[derive(Debug)]
pub(super) struct Copy {
    pub(super) about: About,
    pub(super) bytes: Vec<u8>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct About {
    /// When the server last said that this is it.
    pub(super) asked: Timestamp,
    /// How the server names this state of it.
    pub(super) etag: Option<String>,
    /// When the newest was issued that was signed by a key that was asked for.
    pub(super) newest: Option<Timestamp>,
}

/// Reads the copy of a catalogue, if there is one.
pub(super) fn load(
    directory: &Path,
    source: &Source,
    limit: u64,
) -> Result<Option<Copy>, CatalogError> {
    let path = path(directory, source);
    let failed = |source| CatalogError::Copy {
        path: path.clone(),
        source,
    };
    // The line before it is short.
    let Some(bytes) = state::read(&path, limit + (64 << 10)).map_err(failed)? else {
        return Ok(None);
    };
    let end = bytes.iter().position(|byte| *byte == b'\n');
    let (line, rest) = bytes.split_at(end.unwrap_or(bytes.len()));
    let about = serde_json::from_slice(line).map_err(|error| failed(error.into()))?;
    Ok(Some(Copy {
        about,
        bytes: rest.get(1..).unwrap_or_default().to_vec(),
    }))
}

/// Keeps a copy in place of the one before.
pub(super) fn store(directory: &Path, source: &Source, copy: &Copy) -> Result<(), CatalogError> {
    let path = path(directory, source);
    write(directory, &path, copy).map_err(|source| CatalogError::Copy { path, source })
}

fn write(directory: &Path, path: &Path, copy: &Copy) -> io::Result<()> {
    state::private_directory(directory)?;
    let mut bytes = serde_json::to_vec(&copy.about)?;
    bytes.push(b'\n');
    bytes.extend_from_slice(&copy.bytes);
    state::replace(path, &bytes)
}

/// The address may hold a password, so it is not to be read from the name.
fn path(directory: &Path, source: &Source) -> PathBuf {
    let digest = Digest::of(source.identity().as_bytes()).to_string();
    directory.join(format!("{}.catalog", &digest[..32]))
}
