//! The private directory of one installation.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use wick_proto::files::{self, Scratch, Work};

use super::error::InstallError;
use super::lock::Lock;
use crate::binary;
use crate::scan::{Candidate, MANIFEST_FILE};
use crate::state;

/// Begins the names of what is there for one change only. Scans pass over it.
pub(super) const PREFIX: &str = ".wick-";
/// Locked for as long as the directory is in use, so that others can tell whether it is.
const IN_USE: &str = "in-use";

/// A directory on the file system of the plugins, passed over by hosts, and gone when this is.
#[derive(Debug)]
pub(super) struct Stage {
    root: PathBuf,
    directory: Scratch,
    _in_use: File,
}

impl Stage {
    /// Makes one.
    pub(super) fn new(root: &Path) -> Result<Self, InstallError> {
        // So that nobody takes a directory for dead between its making and its locking.
        let _lock = Lock::of(root)?;
        let make = || {
            let directory = Scratch::below(root, PREFIX)?;
            let in_use = File::create_new(directory.path().join(IN_USE))?;
            in_use.lock()?;
            Ok(Self {
                root: root.to_owned(),
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
        files::make_private(&path).map_err(InstallError::write(&path))?;
        Ok(path)
    }

    /// Copies binary and manifest, and has them on the disk. The directory is then as open as the one that plugins
    /// are in, but for writing.
    pub(super) fn copy_of(&self, candidate: &Candidate) -> Result<PathBuf, InstallError> {
        let draft = self.subdirectory("plugin")?;
        let from = candidate.directory.canonicalize();
        let from = from.map_err(InstallError::read(&candidate.directory))?;
        let entry = candidate.binary.strip_prefix(&from);
        // The scan has resolved the binary to a place inside of the directory.
        let entry = entry.unwrap_or_else(|_| Path::new(candidate.key.as_str()));
        let binary = draft.join(entry);
        let manifest = draft.join(MANIFEST_FILE);
        let parent = binary.parent().unwrap_or(&draft);
        files::make_private(parent).map_err(InstallError::write(parent))?;
        let source = binary::open(&candidate.binary);
        let source = source.map_err(InstallError::read(&candidate.binary))?;
        write(source, &binary, 0o755).map_err(InstallError::write(&binary))?;
        let document = &*candidate.document;
        write(document, &manifest, 0o644).map_err(InstallError::write(&manifest))?;
        let made = parent
            .ancestors()
            .take_while(|above| above.starts_with(&draft));
        for directory in made {
            let opened = open_as(&self.root, directory).and_then(|()| sync_directory(directory));
            opened.map_err(InstallError::write(directory))?;
        }
        Ok(draft)
    }
}

/// Removes what changes left that died; the lock is held. What cannot be removed is told in the log, and tried again by
/// the next change.
pub(super) fn sweep(root: &Path) {
    // For all of it: changes wait for each other.
    let mut work = Work::default();
    let entries = fs::read_dir(root).into_iter().flatten().flatten();
    let stages = entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(PREFIX));
    for stage in stages {
        // The draft of a file is written under the lock: whoever wrote this one is gone.
        if stage.file_type().is_ok_and(|kind| kind.is_file()) {
            let _ = fs::remove_file(stage.path());
            continue;
        }
        let in_use = files::open(&stage.path().join(IN_USE));
        if in_use.is_ok_and(|file| file.try_lock().is_err()) {
            continue;
        }
        if let Err(leftover) = files::remove_within(&stage.path(), &mut work) {
            tracing::warn!(error = %leftover.source, "{leftover}");
        }
    }
}

fn write(source: impl io::Read, to: &Path, mode: u32) -> io::Result<()> {
    let mut target = File::create_new(to)?;
    binary::copy(source, &mut target)?;
    state::set_mode(&target, mode)?;
    target.sync_all()
}

/// Lets those into a directory who may enter `root`, and has nobody else write in it.
#[cfg(unix)]
pub(super) fn open_as(root: &Path, directory: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;

    let mode = 0o700 | root.metadata()?.permissions().mode() & 0o055;
    files::open_directory(directory)?.set_permissions(fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
pub(super) fn open_as(_: &Path, _: &Path) -> io::Result<()> {
    Ok(())
}

/// Has the names in a directory on the disk.
pub(super) fn sync_directory(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    files::open_directory(path)?.sync_all()?;
    // Elsewhere directories cannot be opened.
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}
