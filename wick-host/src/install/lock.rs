//! One change at a time, among all processes.

use std::fs::File;
use std::path::Path;

use wick_proto::files;

use super::error::InstallError;
use super::{places, stage};
use crate::state;

/// Held while places are changed; the operating system lets go of it when the process ends in any way.
#[derive(Debug)]
pub(super) struct Lock {
    _file: File,
}

impl Lock {
    /// Waits for everybody else who changes something below `root`, which takes them a few renames, and
    /// finishes or removes what changes left that died.
    pub(super) fn of(root: &Path) -> Result<Self, InstallError> {
        files::make_private(root).map_err(InstallError::write(root))?;
        let path = root.join(".lock");
        let file = state::lock(&path).map_err(InstallError::write(&path))?;
        places::finish_exchanges(root);
        stage::sweep(root);
        Ok(Self { _file: file })
    }
}
