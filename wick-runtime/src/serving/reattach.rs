//! Serving under a debugger: the host does not start the plugin but finds it by a file.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;
use wick_proto::environment::REATTACH_OUT;
use wick_proto::handshake::HandshakeLine;
use wick_proto::reattach::Reattach;

/// The file to write, if one is asked for.
pub(crate) fn asked() -> Option<PathBuf> {
    std::env::var_os(REATTACH_OUT)
        .filter(|path| !path.is_empty())
        .map(PathBuf::from)
}

/// The file that says where we listen; removed when this is dropped, unless another process has taken its
/// place.
pub(super) struct ReattachFile {
    path: PathBuf,
    text: String,
}

/// A file that cannot be written.
#[derive(Debug, thiserror::Error)]
#[error("cannot write {path:?}, which {REATTACH_OUT} names")]
pub(crate) struct ReattachError {
    path: PathBuf,
    source: io::Error,
}

/// Writes where we listen to the file at `path`, which is there as a whole or not at all.
///
/// # Errors
///
/// [`ReattachError`].
pub(super) fn announce(path: &Path, line: &HandshakeLine) -> Result<ReattachFile, ReattachError> {
    let reattach = Reattach {
        version: line.version,
        address: line.address.clone(),
        pid: std::process::id(),
    };
    let (path, text) = (path.to_owned(), reattach.to_json());
    match write(&path, &text) {
        Ok(()) => Ok(ReattachFile { path, text }),
        Err(source) => Err(ReattachError { path, source }),
    }
}

/// Only the owner can read the file, as `tempfile` makes it.
fn write(path: &Path, text: &str) -> io::Result<()> {
    let directory = match path.parent() {
        Some(directory) if !directory.as_os_str().is_empty() => directory,
        _ => Path::new("."),
    };
    let mut file = NamedTempFile::new_in(directory)?;
    file.write_all(text.as_bytes())?;
    file.persist(path)?;
    Ok(())
}

impl Drop for ReattachFile {
    fn drop(&mut self) {
        if std::fs::read_to_string(&self.path).is_ok_and(|text| text == self.text) {
            let _ = std::fs::remove_file(&self.path);
        }
    }
}
