//! Where the versions of one connector lie, and how they change places.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use wick_proto::{ConnectorKey, files};

use super::error::InstallError;
use super::installed;
use super::stage::{open_as, sync_directory};
use crate::scan::Candidate;

/// The directory of the versions before.
const PREVIOUS: &str = ".previous";
/// Ends the name of what is between two places; no key has a dot.
const ASIDE: &str = "aside";

/// The two places of a connector. All changes need the [`Lock`](super::lock::Lock).
#[derive(Clone, Debug)]
pub(super) struct Places {
    root: PathBuf,
    /// What hosts run.
    pub(super) current: PathBuf,
    /// What `rollback` goes back to.
    pub(super) previous: PathBuf,
}

impl Places {
    pub(super) fn of(root: &Path, key: &ConnectorKey) -> Self {
        Self {
            root: root.to_owned(),
            current: root.join(key.as_str()),
            previous: root.join(PREVIOUS).join(key.as_str()),
        }
    }

    /// Puts a draft in the current place, and what was there in the previous one.
    ///
    /// The draft goes to the previous place first and changes places from there, in one step: whoever
    /// looks finds the old version or the new one, and if this process ends in between, the old one.
    pub(super) fn install(&self, draft: &Path, trash: &Path) -> Result<(), InstallError> {
        self.discard_previous(trash)?;
        if self.current.symlink_metadata().is_err() {
            fs::rename(draft, &self.current).map_err(InstallError::write(&self.current))?;
            return self.sync();
        }
        self.make_previous()?;
        fs::rename(draft, &self.previous).map_err(InstallError::write(&self.previous))?;
        self.exchange()
    }

    /// The version before, if there is one.
    pub(super) fn candidate_before(&self) -> Result<Option<Candidate>, InstallError> {
        match is_directory(&self.root.join(PREVIOUS))? {
            true => installed(&self.previous),
            false => Ok(None),
        }
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

    /// Makes the directory of the versions before.
    fn make_previous(&self) -> Result<(), InstallError> {
        let directory = self.root.join(PREVIOUS);
        if is_directory(&directory)? {
            return Ok(());
        }
        let made = files::make_private(&directory).and_then(|()| open_as(&self.root, &directory));
        made.map_err(InstallError::write(&directory))
    }

    fn discard_previous(&self, trash: &Path) -> Result<(), InstallError> {
        is_directory(&self.root.join(PREVIOUS))?;
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
    let directory = root.join(PREVIOUS);
    if !is_directory(&directory).unwrap_or_default() {
        return;
    }
    let entries = fs::read_dir(directory).into_iter().flatten();
    let paths = entries.flatten().map(|entry| entry.path());
    for aside in paths.filter(|path| path.extension().is_some_and(|end| end == ASIDE)) {
        let previous = aside.with_extension("");
        let current = root.join(previous.file_name().unwrap_or_default());
        let missing = [current, previous]
            .into_iter()
            .find(|path| path.symlink_metadata().is_err());
        // What cannot be moved or removed disturbs nobody more than it does already.
        let finished = match missing {
            Some(missing) => fs::rename(&aside, missing),
            None => files::remove(&aside).map_err(|leftover| leftover.source),
        };
        if let Err(error) = finished {
            tracing::warn!(%error, "failed to finish the exchange at {}", aside.display());
        }
    }
}

/// Whether there is a directory; an error if there is anything else, such as a link that would lead versions elsewhere.
fn is_directory(path: &Path) -> Result<bool, InstallError> {
    match path.symlink_metadata() {
        Ok(metadata) if metadata.is_dir() => Ok(true),
        Ok(_) => Err(InstallError::write(path)(
            io::ErrorKind::NotADirectory.into(),
        )),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(InstallError::write(path)(error)),
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
