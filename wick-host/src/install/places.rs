//! Where the versions of one connector lie, and how they change places.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use wick_proto::ConnectorKey;

use super::error::InstallError;
use super::stage::sync_directory;

/// The directory of the versions before.
const PREVIOUS: &str = ".previous";
/// Ends the name of what is between two places; no key has a dot.
const ASIDE: &str = "aside";

/// The two places of a connector. All changes need the [`Lock`](super::lock::Lock).
#[derive(Clone, Debug)]
pub(super) struct Places {
    /// What hosts run.
    pub(super) current: PathBuf,
    /// What `rollback` goes back to.
    pub(super) previous: PathBuf,
}

impl Places {
    pub(super) fn of(root: &Path, key: &ConnectorKey) -> Self {
        Self {
            current: root.join(key.as_str()),
            previous: root.join(PREVIOUS).join(key.as_str()),
        }
    }

    /// Puts a draft in the current place, and what was there in the previous one.
    ///
    /// The draft goes to the previous place first and changes places from there, in one step: whoever
    /// looks finds the old version or the new one, and if this process ends in between, the old one.
    pub(super) fn install(&self, draft: &Path, trash: &Path) -> Result<(), InstallError> {
        if !self.current.exists() {
            self.discard_previous(trash)?;
            fs::rename(draft, &self.current).map_err(InstallError::write(&self.current))?;
            return self.sync();
        }
        self.discard_previous(trash)?;
        let parent = self.previous.parent().unwrap_or(&self.previous);
        fs::create_dir_all(parent).map_err(InstallError::write(parent))?;
        fs::rename(draft, &self.previous).map_err(InstallError::write(&self.previous))?;
        self.exchange()
    }

    /// The current and the previous version change places.
    pub(super) fn exchange(&self) -> Result<(), InstallError> {
        swap(&self.current, &self.previous).map_err(InstallError::write(&self.current))?;
        self.sync()
    }

    /// Moves both away, the current one last; whether there was a current one.
    pub(super) fn remove(&self, trash: &Path) -> Result<bool, InstallError> {
        self.discard_previous(trash)?;
        let gone = moved(&self.current, &trash.join("current"))?;
        self.sync()?;
        Ok(gone)
    }

    fn discard_previous(&self, trash: &Path) -> Result<(), InstallError> {
        moved(&self.previous, &trash.join("previous")).map(|_| ())
    }

    fn sync(&self) -> Result<(), InstallError> {
        for place in [&self.current, &self.previous] {
            let Some(parent) = place.parent().filter(|parent| parent.exists()) else {
                continue;
            };
            sync_directory(parent).map_err(InstallError::write(parent))?;
        }
        Ok(())
    }
}

/// Finishes the exchanges that were killed where they take several steps; the lock is held.
///
/// In which step that was is told by what is missing: what should have come back goes where it should be.
pub(super) fn finish_exchanges(root: &Path) {
    let entries = fs::read_dir(root.join(PREVIOUS)).into_iter().flatten();
    let paths = entries.flatten().map(|entry| entry.path());
    for aside in paths.filter(|path| path.extension().is_some_and(|end| end == ASIDE)) {
        let previous = aside.with_extension("");
        let current = root.join(previous.file_name().unwrap_or_default());
        let missing = [current, previous].into_iter().find(|path| !path.exists());
        // What cannot be moved disturbs nobody more than it does already.
        let _ = match missing {
            Some(missing) => fs::rename(&aside, missing),
            None => fs::remove_dir_all(&aside),
        };
    }
}

/// Moves a directory, if it is there.
fn moved(from: &Path, to: &Path) -> Result<bool, InstallError> {
    match fs::rename(from, to) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(InstallError::write(from)(error)),
    }
}

/// In one step where the system can, which Linux does on all its own file systems.
fn swap(one: &Path, other: &Path) -> io::Result<()> {
    match crate::exchange::exchange(one, other) {
        Err(error) if is_unsupported(&error) => {}
        result => return result,
    }
    // Here a host may find nothing for a moment.
    let aside = other.with_extension(ASIDE);
    fs::rename(other, &aside)?;
    fs::rename(one, other)?;
    fs::rename(&aside, one)
}

fn is_unsupported(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::Unsupported | io::ErrorKind::InvalidInput
    )
}
