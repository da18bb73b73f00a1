//! The private directory of one installation.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::error::InstallError;
use super::lock::Lock;
use crate::binary;
use crate::scan::{Candidate, MANIFEST_FILE};

/// Begins the names of what is there for one change only. Scans pass over it.
pub(super) const PREFIX: &str = ".wick-";
/// Locked for as long as the directory is in use, so that others can tell whether it is.
const IN_USE: &str = "in-use";

/// A directory on the file system of the plugins, passed over by hosts, and gone when this is.
#[derive(Debug)]
pub(super) struct Stage {
    directory: TempDir,
    _in_use: File,
}

impl Stage {
    /// Makes one.
    pub(super) fn new(root: &Path) -> Result<Self, InstallError> {
        // So that nobody takes a directory for dead between its making and its locking.
        let _lock = Lock::of(root)?;
        let make = || {
            let directory = tempfile::Builder::new().prefix(PREFIX).tempdir_in(root)?;
            let in_use = File::create_new(directory.path().join(IN_USE))?;
            in_use.lock()?;
            Ok(Self {
                directory,
                _in_use: in_use,
            })
        };
        make().map_err(InstallError::write(root))
    }

    pub(super) fn path(&self) -> &Path {
        self.directory.path()
    }

    pub(super) fn subdirectory(&self, name: &str) -> Result<PathBuf, InstallError> {
        let path = self.path().join(name);
        fs::create_dir(&path).map_err(InstallError::write(&path))?;
        Ok(path)
    }

    /// Copies binary and manifest, and has them on the disk.
    pub(super) fn copy_of(&self, candidate: &Candidate) -> Result<PathBuf, InstallError> {
        let draft = self.subdirectory("plugin")?;
        let from = candidate.directory.canonicalize();
        let from = from.map_err(InstallError::read(&candidate.directory))?;
        let entry = candidate.binary.strip_prefix(&from);
        // The scan has resolved the binary to a place inside of the directory.
        let entry = entry.unwrap_or_else(|_| Path::new(candidate.key.as_str()));
        let binary = draft.join(entry);
        if let Some(parent) = binary.parent() {
            fs::create_dir_all(parent).map_err(InstallError::write(parent))?;
        }
        let manifest = draft.join(MANIFEST_FILE);
        copy(&candidate.binary, &binary, 0o755)?;
        copy(&from.join(MANIFEST_FILE), &manifest, 0o644)?;
        sync_directory(&draft).map_err(InstallError::write(&draft))?;
        Ok(draft)
    }
}

/// Removes what changes left that died; the lock is held. What cannot be removed disturbs nobody.
pub(super) fn sweep(root: &Path) {
    let entries = fs::read_dir(root).into_iter().flatten().flatten();
    let stages = entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(PREFIX));
    for stage in stages {
        // The draft of a file is written under the lock: whoever wrote this one is gone.
        if stage.file_type().is_ok_and(|kind| kind.is_file()) {
            let _ = fs::remove_file(stage.path());
            continue;
        }
        let in_use = File::open(stage.path().join(IN_USE));
        if in_use.is_ok_and(|file| file.try_lock().is_err()) {
            continue;
        }
        let _ = fs::remove_dir_all(stage.path());
    }
}

fn copy(from: &Path, to: &Path, mode: u32) -> Result<(), InstallError> {
    let source = binary::open(from).map_err(InstallError::read(from))?;
    write(source, to, mode).map_err(InstallError::write(to))
}

fn write(source: File, to: &Path, mode: u32) -> io::Result<()> {
    let mut target = File::create_new(to)?;
    binary::copy(source, &mut target)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        target.set_permissions(fs::Permissions::from_mode(mode))?;
    }
    #[cfg(not(unix))]
    let _ = mode;
    target.sync_all()
}

/// Has the names in a directory on the disk.
pub(super) fn sync_directory(path: &Path) -> io::Result<()> {
    // Elsewhere directories cannot be opened.
    if cfg!(unix) {
        File::open(path)?.sync_all()?;
    }
    Ok(())
}
