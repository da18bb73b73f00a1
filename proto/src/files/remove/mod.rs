//! The one removal of trees.

#[cfg(unix)]
mod tree;

use std::io;
use std::path::{Path, PathBuf};

#[cfg(unix)]
pub(super) use self::tree::{OWNER, is_open_to_owner, let_owner_in};

/// How much a removal may do, in entries that are looked at: a bound for what another process adds meanwhile, and for
/// the time that a change of the plugins can take. It goes down with each removal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Work(u32);

impl Default for Work {
    /// 400,000: some seconds. A release has at most some dozens.
    fn default() -> Self {
        Self(400_000)
    }
}

impl Work {
    /// So many entries.
    pub fn of(entries: u32) -> Self {
        Self(entries)
    }

    #[cfg(unix)]
    fn spend(&mut self) -> io::Result<()> {
        self.0 = self
            .0
            .checked_sub(1)
            .ok_or_else(|| io::Error::other("it holds more than one removal may take"))?;
        Ok(())
    }
}

/// Something that was not removed, or not completely. What remains can be removed later.
#[derive(Debug, thiserror::Error)]
#[error("failed to remove all of {}", path.display())]
pub struct Leftover {
    /// The directory or file.
    pub path: PathBuf,
    /// The first thing that was in the way.
    pub source: io::Error,
}

/// Removes a file, a link or a directory with all that is in it. If there is nothing, that is as good.
///
/// Follows no link, takes no stack and few descriptors, however deep the directory is, and opens directories of this
/// user that have no permissions. What it cannot remove it passes over: what is immutable, mounted, or of other users.
///
/// # Errors
///
/// [`Leftover`], if something is left.
pub fn remove(path: &Path) -> Result<(), Leftover> {
    remove_within(path, &mut Work::default())
}

/// Like [`remove`], but does no more than `work`, which is less afterwards.
///
/// # Errors
///
/// [`Leftover`], if something is left.
pub fn remove_within(path: &Path, work: &mut Work) -> Result<(), Leftover> {
    removed(path, work).map_err(|source| Leftover {
        path: path.to_owned(),
        source,
    })
}

#[cfg(unix)]
fn removed(path: &Path, work: &mut Work) -> io::Result<()> {
    tree::remove(path, work)
}

/// The system's own: paths are short there.
#[cfg(not(unix))]
fn removed(path: &Path, _: &mut Work) -> io::Result<()> {
    let removed = match path.symlink_metadata() {
        Ok(metadata) if metadata.is_dir() => std::fs::remove_dir_all(path),
        Ok(_) => std::fs::remove_file(path),
        Err(error) => Err(error),
    };
    match removed {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed,
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests;
