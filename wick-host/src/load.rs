//! From a directory to plugins that may run, and a problem for everything else in it.

use std::io;
use std::path::Path;

use crate::policy::TrustPolicy;
use crate::scan::{Scan, ScanProblem, scan};
use crate::verify::{Verified, VerifyError, verify};

/// What a directory of plugins gives.
#[derive(Debug, Default)]
pub(crate) struct Loaded {
    /// What may run, sorted by key; no two have the same.
    pub(crate) plugins: Vec<Verified>,
    /// What is not used, or is odd.
    pub(crate) problems: Vec<Problem>,
}

/// A plugin that was found and is not used, or is odd.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// Its directory is not usable.
    #[error(transparent)]
    Scan(#[from] ScanProblem),
    /// It may not run.
    #[error(transparent)]
    Verify(#[from] VerifyError),
}

impl Problem {
    /// What to do about it, where the message does not say so itself.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Scan(problem) => problem.hint(),
            Self::Verify(problem) => problem.hint(),
        }
    }
}

/// Scans the directory and verifies what is in it. Hashes files: not for an async thread.
pub(crate) fn load(directory: &Path, policy: &TrustPolicy) -> io::Result<Loaded> {
    let Scan {
        candidates,
        problems,
    } = scan(directory)?;
    let mut loaded = Loaded {
        plugins: Vec::new(),
        problems: problems.into_iter().map(Problem::Scan).collect(),
    };
    for candidate in candidates {
        match verify(candidate, policy) {
            Ok(verified) => loaded.plugins.push(verified),
            Err(problem) => loaded.problems.push(Problem::Verify(problem)),
        }
    }
    Ok(loaded)
}
