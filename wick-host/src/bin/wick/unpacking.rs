//! Release archives, unpacked to be looked at.

use std::path::{Path, PathBuf};

use wick_host::archive::{self, Limits};
use wick_proto::files::Scratch;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::refusal;

/// A release archive's content, gone when this is.
#[derive(Debug)]
pub(crate) struct Unpacked {
    /// The plugin directory, somewhere in `_root`.
    directory: PathBuf,
    _root: Scratch,
}

impl Unpacked {
    /// Unpacks a zip or a gzipped tar.
    pub(crate) fn from_archive(path: &Path) -> Result<Self, Failure> {
        let root = Scratch::below(&std::env::temp_dir(), "wick-verify-").map_err(|error| {
            Failure::new(Exit::InputOutput, "cannot make a temporary directory").because(&error)
        })?;
        let directory = archive::unpack(path, root.path(), &Limits::default());
        Ok(Self {
            directory: directory.map_err(|error| refusal::bad_archive(&error))?,
            _root: root,
        })
    }

    /// The plugin directory: all of it, or the first directory in it that is one.
    pub(crate) fn directory(&self) -> &Path {
        &self.directory
    }
}
