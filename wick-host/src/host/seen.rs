//! What the last look at the directory of plugins found, so that the next one can tell whether anything changed.

use std::collections::BTreeSet;
use std::error::Error;
use std::path::PathBuf;

use wick_proto::{ConnectorKey, Digest};

use super::OpenError;
use super::change::chain;
use crate::load::Loaded;
use crate::verify::Verified;

/// The last look, and what came of it.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub(super) found: Found,
    /// Versions that were tried out and are no good. They are not tried out again unless somebody asks.
    pub(super) failed: Vec<Version>,
    /// Why the directory could not be looked at, if the last look failed.
    pub(super) error: Option<String>,
}

/// What is in the directory.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Found {
    plugins: Vec<Version>,
    disabled: BTreeSet<ConnectorKey>,
    problems: Vec<String>,
}

/// One version of a plugin in one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Version {
    directory: PathBuf,
    binary: Digest,
    manifest: Digest,
}

impl Seen {
    /// A look that found this, all of which is taken up.
    pub(super) fn of(loaded: &Loaded) -> Self {
        Self {
            found: Found::of(loaded),
            ..Self::default()
        }
    }

    /// A look at what is not there yet. Nobody needs to be told that again.
    pub(super) fn missing(error: &OpenError) -> Self {
        Self {
            error: Some(chain(error)),
            ..Self::default()
        }
    }
}

impl Found {
    pub(super) fn of(loaded: &Loaded) -> Self {
        let problems = loaded.problems.iter();
        Self {
            plugins: loaded.plugins.iter().map(Version::of).collect(),
            disabled: loaded.disabled.clone(),
            problems: problems.map(|problem| chain(problem)).collect(),
        }
    }

    /// Whether this problem was there.
    pub(super) fn has(&self, problem: &dyn Error) -> bool {
        self.problems.contains(&chain(problem))
    }
}

impl Version {
    pub(super) fn of(plugin: &Verified) -> Self {
        Self {
            directory: plugin.directory().to_owned(),
            binary: plugin.digest(),
            manifest: Digest::of(plugin.document()),
        }
    }
}
