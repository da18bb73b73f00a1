//! The binary of a plugin: opened without waiting, and hashed as far as one may be long.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use wick_proto::{Digest, files};

/// Largest binary of a plugin, in bytes: 1 GiB. The largest known is below 200 MiB; a sparse file of
/// terabytes takes no room on a disk and hours to hash.
pub const MAX_BINARY_BYTES: u64 = 1 << 30;

/// Opens the binary of a plugin for reading.
///
/// # Errors
///
/// Those of [`files::open`]; one for a file of more than [`MAX_BINARY_BYTES`].
pub(crate) fn open(path: &Path) -> io::Result<File> {
    limited(files::open(path)?)
}

/// Opens a binary that a person names, which may be a symbolic link.
///
/// # Errors
///
/// Those of [`files::open_named`]; one for a file of more than [`MAX_BINARY_BYTES`].
pub(crate) fn open_named(path: &Path) -> io::Result<File> {
    limited(files::open_named(path)?)
}

fn limited(file: File) -> io::Result<File> {
    match file.metadata()?.len() {
        0..=MAX_BINARY_BYTES => Ok(file),
        bytes => Err(io::Error::new(
            io::ErrorKind::FileTooLarge,
            format!("it has {bytes} bytes, and the binary of a plugin at most {MAX_BINARY_BYTES}"),
        )),
    }
}

/// Copies all of a binary.
///
/// # Errors
///
/// Those of the system; one for a file that has grown beyond [`MAX_BINARY_BYTES`].
pub(crate) fn copy(source: impl io::Read, target: &mut File) -> io::Result<()> {
    match io::copy(&mut source.take(MAX_BINARY_BYTES + 1), target)? {
        0..=MAX_BINARY_BYTES => Ok(()),
        _ => Err(io::ErrorKind::FileTooLarge.into()),
    }
}

/// Hashes a binary.
///
/// # Errors
///
/// Those of [`open`].
pub(crate) fn digest(path: &Path) -> io::Result<Digest> {
    // It may grow meanwhile.
    Digest::of_reader(open(path)?.take(MAX_BINARY_BYTES + 1))
}
