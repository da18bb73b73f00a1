//! Copies of verified files, named after their content.

use std::fs::{self, File};
use std::io::{self, Read, Take, Write};
use std::path::{Path, PathBuf};

use wick_proto::{Digest, files};

use crate::digests::DigestCache;
use crate::error::StartCause;
use crate::state;
use crate::verify::Verified;
use crate::verify::stamp::FromStart;

/// A copy of the verified file that only this user can exchange. It is made at the first start.
pub(super) fn copy(
    verified: &Verified,
    directory: &Path,
    digests: &DigestCache,
) -> Result<(PathBuf, File), StartCause> {
    state::private_directory(directory).map_err(StartCause::Copy)?;
    let suffix = std::env::consts::EXE_SUFFIX;
    let path = directory.join(format!("{}{suffix}", verified.digest()));
    if let Ok(file) = existing(&path, verified, digests) {
        return Ok((path, file));
    }
    if !is_executable(verified.content().file()).map_err(StartCause::Unreadable)? {
        return Err(StartCause::Spawn(io::ErrorKind::PermissionDenied.into()));
    }
    match make(verified, directory, &path).map_err(StartCause::Copy)? {
        Made::Same => {}
        Made::Changed => return Err(StartCause::Changed),
    }
    let file = existing(&path, verified, digests).map_err(StartCause::Copy)?;
    Ok((path, file))
}

fn existing(path: &Path, verified: &Verified, digests: &DigestCache) -> io::Result<File> {
    let file = files::open(path)?;
    let metadata = file.metadata()?;
    let is_sound = metadata.is_file()
        && state::is_ours(&metadata, 0o022)
        && metadata.len() == verified.content().bytes();
    match is_sound && digests.hash(&file)?.digest == verified.digest() {
        true => Ok(file),
        false => Err(io::Error::other(format!(
            "{} is not the copy that was made",
            path.display()
        ))),
    }
}

enum Made {
    Same,
    Changed,
}

/// In place of what is there, in one step: others may be executing it.
fn make(verified: &Verified, directory: &Path, path: &Path) -> io::Result<Made> {
    let mut draft = tempfile::NamedTempFile::new_in(directory)?;
    // A file that has grown may have no end.
    let most = verified.content().bytes().saturating_add(1);
    let copied = Copying {
        from: FromStart::of(verified.content().file()).take(most),
        to: draft.as_file_mut(),
    };
    if Digest::of_reader(copied)? != verified.digest() {
        return Ok(Made::Changed);
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let executable = fs::Permissions::from_mode(0o500);
        draft.as_file().set_permissions(executable)?;
    }
    // Closed for writing before it can be executed.
    draft.into_temp_path().persist(path)?;
    Ok(Made::Same)
}

/// Writes what is read from it.
struct Copying<'a> {
    from: Take<FromStart<'a>>,
    to: &'a mut File,
}

impl Read for Copying<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.from.read(buffer)?;
        self.to.write_all(&buffer[..count])?;
        Ok(count)
    }
}

/// A copy could be executed whatever is said of the original.
#[cfg(unix)]
fn is_executable(file: &File) -> io::Result<bool> {
    use std::os::unix::fs::PermissionsExt;

    Ok(file.metadata()?.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(_: &File) -> io::Result<bool> {
    Ok(true)
}
