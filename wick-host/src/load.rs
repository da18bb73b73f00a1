//! From a directory to plugins that may run, and a problem for everything else in it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::thread;

use wick_proto::ConnectorKey;

use crate::digests::DigestCache;
use crate::host::OpenError;
use crate::install::disabled_in;
use crate::policy::TrustPolicy;
use crate::publishers::{PublisherChanged, Publishers};
use crate::scan::{Candidate, Scan, ScanProblem, scan};
use crate::verify::{Verified, VerifyError, verify_with};

/// What a directory of plugins gives.
#[derive(Debug, Default)]
pub(crate) struct Loaded {
    /// What may run, sorted by key; no two have the same.
    pub(crate) plugins: Vec<Verified>,
    /// What is there and must not run.
    pub(crate) disabled: BTreeSet<ConnectorKey>,
    /// What is not used, or is odd.
    pub(crate) problems: Vec<Problem>,
}

/// A plugin that was found and is not used, or is odd.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// It is of another publisher than the connector was until now.
    #[error(transparent)]
    Publisher(Box<PublisherChanged>),
    /// The program that embeds the host has a connector of this key itself.
    #[error("{}: the key {key} is reserved for a connector of the host's own", directory.display())]
    Reserved {
        /// The key.
        key: ConnectorKey,
        /// The plugin's directory.
        directory: PathBuf,
    },
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
            Self::Publisher(problem) => Some(problem.hint()),
            Self::Reserved { directory, .. } => Some(format!("remove {}", directory.display())),
            Self::Scan(problem) => problem.hint(),
            Self::Verify(problem) => problem.hint(),
        }
    }
}

impl Problem {
    /// Whether it is what keeps this plugin, which was good before, from being used.
    pub(crate) fn concerns(&self, plugin: &Verified) -> bool {
        match self {
            Self::Publisher(problem) => problem.directory == plugin.directory(),
            Self::Reserved { directory, .. } => directory == plugin.directory(),
            Self::Scan(problem) => problem.concerns(plugin.key(), plugin.directory()),
            Self::Verify(problem) => match problem {
                VerifyError::Kind { directory, .. }
                | VerifyError::UnknownKind { directory, .. }
                | VerifyError::Refused { directory, .. } => directory == plugin.directory(),
                VerifyError::Unreadable { path, .. } => path == plugin.path(),
            },
        }
    }
}

/// What of a directory may run.
#[derive(Clone, Debug, Default)]
pub(crate) struct Admission {
    pub(crate) policy: TrustPolicy,
    pub(crate) publishers: Option<Publishers>,
    /// Keys of connectors that the program has itself.
    pub(crate) reserved: BTreeSet<ConnectorKey>,
    pub(crate) digests: DigestCache,
}

/// Scans the directory, verifies what is in it and is not disabled, and checks whom it is by. May hash
/// files: not for an async thread.
///
/// # Errors
///
/// A directory that cannot be listed, a file of disabled connectors that cannot be read, or a file of
/// publishers that cannot be read or written.
pub(crate) fn load(directory: &Path, admission: &Admission) -> Result<Loaded, OpenError> {
    // Before the scan: of what is disabled and then removed, nothing is found and taken for enabled.
    let mut disabled = disabled_in(directory).map_err(OpenError::Disabled)?;
    let Scan {
        candidates,
        problems,
    } = scan(directory).map_err(|source| OpenError::Directory {
        path: directory.to_owned(),
        source,
    })?;
    let found: BTreeSet<_> = candidates.iter().map(|found| &found.key).collect();
    disabled.retain(|key| found.contains(key) || directory.join(key.as_str()).exists());
    let mut problems: Vec<_> = problems.into_iter().map(Problem::Scan).collect();
    let mut eligible = Vec::new();
    for candidate in candidates {
        if disabled.contains(&candidate.key) {
            continue;
        }
        if admission.reserved.contains(&candidate.key) {
            problems.push(Problem::Reserved {
                key: candidate.key,
                directory: candidate.directory,
            });
            continue;
        }
        eligible.push(candidate);
    }
    let mut verified = Vec::new();
    for result in verify_all(eligible, admission) {
        match result {
            Ok(plugin) => verified.push(plugin),
            Err(problem) => problems.push(Problem::Verify(problem)),
        }
    }
    admission.digests.save();
    let plugins = match &admission.publishers {
        Some(publishers) => {
            let (plugins, changed) = publishers.admit(verified).map_err(OpenError::Publishers)?;
            let changed = changed.into_iter().map(Box::new);
            problems.extend(changed.map(Problem::Publisher));
            plugins
        }
        None => verified,
    };
    Ok(Loaded {
        plugins,
        disabled,
        problems,
    })
}

/// How many plugins are verified at once at least: most of the time goes into reading.
const AT_ONCE: usize = 4;

/// Verifies each, several at once, so that no large or slow file holds up all others. In their order.
fn verify_all(
    candidates: Vec<Candidate>,
    admission: &Admission,
) -> Vec<Result<Verified, VerifyError>> {
    let processors = thread::available_parallelism().map_or(1, usize::from);
    let threads = candidates.len().min(processors.max(AT_ONCE));
    let done = Mutex::new(Vec::with_capacity(candidates.len()));
    let queue = Mutex::new(candidates.into_iter().enumerate());
    let work = || {
        loop {
            let next = queue.lock().unwrap_or_else(PoisonError::into_inner).next();
            let Some((place, candidate)) = next else {
                return;
            };
            let result = verify_with(candidate, &admission.policy, &admission.digests);
            let mut done = done.lock().unwrap_or_else(PoisonError::into_inner);
            done.push((place, result));
        }
    };
    thread::scope(|scope| {
        for _ in 1..threads {
            // Where the system gives no more threads, this one does all of it.
            let _ = thread::Builder::new().spawn_scoped(scope, work);
        }
        work();
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(place, _)| *place);
    done.into_iter().map(|(_, result)| result).collect()
}
