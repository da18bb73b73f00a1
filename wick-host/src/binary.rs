//! The binary of a plugin: opened without waiting, and hashed as far as one may be long.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use wick_proto::Digest;

/// Largest binary of a plugin, in bytes: 1 GiB. The largest known is below 200 MiB; a sparse file of
/// terabytes takes no room on a disk and hours to hash.
pub const MAX_BINARY_BYTES: u64 = 1 << 30;

/// Opens a binary for reading.
///
/// # Errors
///
/// Those of the system; one for anything but a regular file of at most [`MAX_BINARY_BYTES`].
pub(crate) fn open(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.read(true);
    // Opening a pipe would wait for a process that writes into it.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(
        &mut options,
        (rustix::fs::OFlags::NONBLOCK | rustix::fs::OFlags::NOCTTY).bits() as i32,
    );
    let file = options.open(path)?;
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "it is not a regular file",
        ));
    }
    match metadata.len() {
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
pub(crate) fn copy(source: File, target: &mut File) -> io::Result<()> {
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
