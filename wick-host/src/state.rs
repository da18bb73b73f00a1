//! Files that this host keeps for itself: whole or not there at all, and not open to other users.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use wick_proto::files;

/// Longest wait for a lock. Other processes hold one for a few renames.
const LOCKING: Duration = Duration::from_secs(60);
/// Between two attempts; the system tells of no lock that is let go.
const AGAIN: Duration = Duration::from_millis(20);

/// Makes a directory for this user only, with those above it. One that is there has to be so.
pub(crate) fn private_directory(path: &Path) -> io::Result<()> {
    files::make_private(path)?;
    // A link is nobody's directory.
    let metadata = path.symlink_metadata()?;
    match metadata.is_dir() && is_ours(&metadata, 0o077) {
        true => Ok(()),
        false => Err(denied(format!(
            "{} is not a directory that only this user can enter; chmod 700 it, or remove it",
            path.display()
        ))),
    }
}

/// Makes a directory in which only this user, or its group, can put anything. One that is there has to
/// be so.
pub(crate) fn closed_directory(path: &Path) -> io::Result<()> {
    let metadata = match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return private_directory(path),
        metadata => metadata?,
    };
    match metadata.is_dir() && is_ours(&metadata, 0o002) {
        true => Ok(()),
        false => Err(denied(format!(
            "{} does not belong to this user, or anybody can write to it",
            path.display()
        ))),
    }
}

/// All of a file of at most `limit` bytes, or `None` if there is none.
///
/// What other users own or can write to is refused: it may say what they like.
pub(crate) fn read(path: &Path, limit: u64) -> io::Result<Option<Vec<u8>>> {
    read_if(path, limit, |metadata| match is_ours(metadata, 0o022) {
        true => Ok(()),
        false => Err("not a file of this user's that only this user can write to"),
    })
}

/// The same of a file that another user may own, such as whoever installs plugins.
pub(crate) fn read_public(path: &Path, limit: u64) -> io::Result<Option<Vec<u8>>> {
    read_if(path, limit, |metadata| match is_closed(metadata, 0o022) {
        true => Ok(()),
        false => Err("not a file that only its owner can write to"),
    })
}

fn read_if(
    path: &Path,
    limit: u64,
    is_fit: impl Fn(&fs::Metadata) -> Result<(), &'static str>,
) -> io::Result<Option<Vec<u8>>> {
    let file = match files::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        file => file?,
    };
    is_fit(&file.metadata()?).map_err(|problem| denied(problem.to_owned()))?;
    files::read_all(file, limit).map(Some)
}

/// Waits for the lock that a file stands for, which the operating system lets go of when the process ends in any way.
/// The file is made if there is none.
pub(crate) fn lock(path: &Path) -> io::Result<File> {
    let file = files::open_lock(path)?;
    let begun = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(fs::TryLockError::Error(error)) => return Err(error),
            Err(fs::TryLockError::WouldBlock) if begun.elapsed() < LOCKING => thread::sleep(AGAIN),
            Err(fs::TryLockError::WouldBlock) => {
                let message = format!("another process has held the lock for {LOCKING:?}");
                return Err(io::Error::new(io::ErrorKind::TimedOut, message));
            }
        }
    }
}

/// Puts a file in the place of the one that is there, readable by this user only, in one step.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let directory = path.parent().ok_or(io::ErrorKind::InvalidInput)?;
    let draft = tempfile::NamedTempFile::new_in(directory)?;
    persist(draft, path, bytes, 0o600)
}

/// The same by whoever holds a lock on the file: what others left who died on the way is removed.
pub(crate) fn replace_locked(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let directory = path.parent().ok_or(io::ErrorKind::InvalidInput)?;
    let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?;
    let prefix = format!(".{}-", name.display());
    for entry in fs::read_dir(directory)?.flatten() {
        if entry.file_name().to_string_lossy().starts_with(&prefix) {
            let _ = fs::remove_file(entry.path());
        }
    }
    let mut builder = tempfile::Builder::new();
    let draft = builder.prefix(&prefix).tempfile_in(directory)?;
    persist(draft, path, bytes, 0o600)
}

/// The same of a file that every user may read. `prefix` begins the name of its draft, so that one can be
/// found which was left by a process that died.
pub(crate) fn replace_public(path: &Path, bytes: &[u8], prefix: &str) -> io::Result<()> {
    let directory = path.parent().ok_or(io::ErrorKind::InvalidInput)?;
    let draft = tempfile::Builder::new()
        .prefix(prefix)
        .tempfile_in(directory)?;
    persist(draft, path, bytes, 0o644)
}

/// `mode` is set whatever the umask is.
fn persist(
    mut draft: tempfile::NamedTempFile,
    path: &Path,
    bytes: &[u8],
    mode: u32,
) -> io::Result<()> {
    draft.write_all(bytes)?;
    set_mode(draft.as_file(), mode)?;
    draft.as_file().sync_all()?;
    draft.persist(path)?;
    // The file is whole without it; this is for its name to outlive a power cut.
    #[cfg(unix)]
    if let Some(directory) = path.parent() {
        File::open(directory)?.sync_all()?;
    }
    Ok(())
}

/// Gives a file these permissions, whatever the umask is.
#[cfg(unix)]
pub(crate) fn set_mode(file: &File, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;

    file.set_permissions(fs::Permissions::from_mode(mode))
}

/// Other systems have no such permissions.
#[cfg(not(unix))]
pub(crate) fn set_mode(_: &File, _: u32) -> io::Result<()> {
    Ok(())
}

/// Whether it belongs to this user and none of these permissions is given.
#[cfg(unix)]
pub(crate) fn is_ours(metadata: &fs::Metadata, closed: u32) -> bool {
    is_owned_by(metadata, rustix::process::geteuid().as_raw()) && is_closed(metadata, closed)
}

/// Whether none of these permissions is given.
#[cfg(unix)]
fn is_closed(metadata: &fs::Metadata, closed: u32) -> bool {
    std::os::unix::fs::MetadataExt::mode(metadata) & closed == 0
}

#[cfg(unix)]
fn is_owned_by(metadata: &fs::Metadata, user: u32) -> bool {
    std::os::unix::fs::MetadataExt::uid(metadata) == user
}

/// Other systems keep users apart by where files lie.
#[cfg(not(unix))]
pub(crate) fn is_ours(_: &fs::Metadata, _: u32) -> bool {
    true
}

#[cfg(not(unix))]
fn is_closed(_: &fs::Metadata, _: u32) -> bool {
    true
}

fn denied(message: String) -> io::Error {
    io::Error::new(io::ErrorKind::PermissionDenied, message)
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::fs::Permissions;
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    #[test]
    fn a_private_directory_is_closed_or_refused() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("a/b");
        private_directory(&path).unwrap();
        private_directory(&path).unwrap();
        let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o700, 0o700));

        fs::set_permissions(&path, Permissions::from_mode(0o750)).unwrap();
        let error = private_directory(&path).unwrap_err();
        assert!(error.to_string().contains("chmod 700"), "{error}");
        let link = root.path().join("link");
        symlink(root.path(), &link).unwrap();
        assert!(private_directory(&link).is_err());
    }

    #[test]
    fn what_others_can_write_is_not_read() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("state");
        assert!(read(&path, 9).unwrap().is_none());
        replace(&path, b"one").unwrap();
        assert_eq!(read(&path, 3).unwrap().unwrap(), b"one");
        assert!(read(&path, 2).is_err());
        let metadata = path.metadata().unwrap();
        assert_eq!(metadata.permissions().mode() & 0o777, 0o600);
        assert_eq!(root.path().read_dir().unwrap().count(), 1);

        let own = rustix::process::geteuid().as_raw();
        assert!(is_owned_by(&metadata, own) && !is_owned_by(&metadata, own + 1));
        fs::set_permissions(&path, Permissions::from_mode(0o620)).unwrap();
        assert!(read(&path, 9).is_err());
        assert!(read_public(&path, 9).is_err());
        assert!(read(root.path(), 9).is_err());
    }

    #[test]
    fn whoever_holds_the_lock_removes_what_the_dead_left() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("state");
        fs::write(root.path().join(".state-dead"), "half").unwrap();
        fs::write(root.path().join(".other-state"), "whole").unwrap();
        replace_locked(&path, b"one").unwrap();
        assert_eq!(read(&path, 9).unwrap().unwrap(), b"one");
        assert_eq!(root.path().read_dir().unwrap().count(), 2);
    }

    #[test]
    fn what_everybody_may_read_only_its_owner_may_write() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("state");
        for text in [b"one", b"two"] {
            replace_public(&path, text, ".draft-").unwrap();
            assert_eq!(read_public(&path, 9).unwrap().unwrap(), text);
        }
        let mode = path.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o644);
        assert_eq!(root.path().read_dir().unwrap().count(), 1);
    }
}
