//! From a release to a plugin that hosts find, and back.
//!
//! What is visible below the root is always one whole version of each plugin: a release is unpacked and
//! verified in a private directory beside them, and then changes places with what was there, binary and
//! manifest together. The version before stays, so that [`rollback`](Plugins::rollback) changes the
//! places once more.
//!
//! ```text
//! <root>/github/             the version that hosts run
//! <root>/.previous/github/   the one before
//! <root>/.wick-XXXXXX/       of an installation that is going on; removed by the next one if it died
//! <root>/.disabled.json      which connectors hosts must not run; nobody's business but this module's
//! <root>/.lock               held while any of this is changed
//! ```
//!
//! Several processes may install and remove at the same time; hosts may scan meanwhile, and pass over
//! names with a dot.

mod disabled;
mod enabling;
mod error;
mod lock;
mod places;
mod stage;
mod version;

pub use disabled::DisabledError;
#[cfg(feature = "watch")]
pub(crate) use disabled::FILE as DISABLED_FILE;
pub(crate) use disabled::read as disabled_in;
pub use error::InstallError;

use std::path::{Path, PathBuf};

use wick_proto::ConnectorKey;
use wick_proto::manifest::Manifest;

use self::lock::Lock;
use self::places::Places;
use self::stage::Stage;
use crate::archive::{self, Limits};
use crate::diff::Diff;
use crate::policy::TrustPolicy;
use crate::publishers::{PublisherChanged, Publishers};
use crate::scan::{Candidate, ScanProblem, read_directory};
use crate::verify::{Verified, verify};

/// A directory that plugins are installed in.
#[derive(Clone, Debug)]
pub struct Plugins {
    root: PathBuf,
}

/// What an installation has to hold to.
#[derive(Clone, Debug)]
#[must_use]
pub struct Conditions<'a> {
    policy: &'a TrustPolicy,
    limits: Limits,
    key: Option<ConnectorKey>,
    version: Option<String>,
    allows_downgrade: bool,
    publishers: Option<Publishers>,
}

impl<'a> Conditions<'a> {
    /// What the policy says, and no older version than is installed.
    pub fn of(policy: &'a TrustPolicy) -> Self {
        Self {
            policy,
            limits: Limits::default(),
            key: None,
            version: None,
            allows_downgrade: false,
            publishers: None,
        }
    }

    /// How much an archive may hold.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Refuses any other connector.
    pub fn key(mut self, key: ConnectorKey) -> Self {
        self.key = Some(key);
        self
    }

    /// Refuses any other version; a `v` at the front means nothing.
    pub fn version(mut self, version: impl Into<String>) -> Self {
        self.version = Some(version.into());
        self
    }

    /// Takes an older version than is installed, too.
    pub fn downgrade(mut self, allowed: bool) -> Self {
        self.allows_downgrade = allowed;
        self
    }

    /// Refuses a connector of another publisher than it had until now, and remembers that of a new one.
    pub fn publishers(mut self, publishers: Publishers) -> Self {
        self.publishers = Some(publishers);
        self
    }

    /// Whether it is what was asked for.
    fn match_with(&self, offered: &Candidate) -> Result<(), InstallError> {
        if let Some(expected) = self.key.as_ref().filter(|key| **key != offered.key) {
            return Err(InstallError::OtherConnector {
                expected: expected.clone(),
                found: offered.key.clone(),
            });
        }
        let found = &offered.manifest.version;
        match &self.version {
            Some(expected) if !version::is_same(expected, found) => {
                Err(InstallError::OtherVersion {
                    key: offered.key.clone(),
                    expected: expected.clone(),
                    found: found.clone(),
                })
            }
            _ => Ok(()),
        }
    }

    fn admit(&self, plugin: &Verified, source: &Path) -> Result<(), InstallError> {
        let Some(publishers) = &self.publishers else {
            return Ok(());
        };
        let (_, changed) = publishers.admit(vec![plugin.clone()])?;
        match changed.into_iter().next() {
            None => Ok(()),
            // The draft's own directory means nothing to anybody.
            Some(change) => Err(InstallError::Publisher(Box::new(PublisherChanged {
                directory: source.to_owned(),
                ..change
            }))),
        }
    }
}

/// What an installation or a rollback did.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Switched {
    /// The connector's key.
    pub key: ConnectorKey,
    /// Its directory.
    pub directory: PathBuf,
    /// What is installed now.
    pub manifest: Manifest,
    /// What was installed before.
    pub replaced: Option<Manifest>,
    /// What changed from that; nothing for a first installation.
    pub changes: Diff,
    /// Whether anything was done: an installation of what is installed already is none.
    pub is_new: bool,
    /// Whether hosts may run it. What was disabled stays so in a new version.
    pub is_enabled: bool,
}

/// What a removal did.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Removed {
    /// The directory that is gone.
    pub directory: PathBuf,
}

impl Plugins {
    /// The plugins below `root`, which is made by the first installation.
    pub fn at(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// Installs a release: a plugin directory, a `.zip` or a `.tar.gz`.
    ///
    /// Of its files the binary and the manifest are taken, no others. Hashes and copies files: not for
    /// an async thread.
    ///
    /// # Errors
    ///
    /// A source that is no release, a plugin that the policy refuses, an older version than is
    /// installed, or files that cannot be written. What was installed stays as it is then.
    pub fn install(
        &self,
        source: &Path,
        conditions: &Conditions<'_>,
    ) -> Result<Switched, InstallError> {
        let stage = Stage::new(&self.root)?;
        let content = match source.is_dir() {
            true => source.to_owned(),
            false => archive::unpack(source, &stage.subdirectory("unpacked")?, &conditions.limits)?,
        };
        let offered = read_directory(&content)?;
        conditions.match_with(&offered)?;
        // The copy is what is verified: nobody else has it.
        let draft = stage.copy_of(&offered)?;
        let verified = verify(read_directory(&draft)?, conditions.policy)?;
        self.switch(&stage, &draft, &verified, source, conditions)
    }

    fn switch(
        &self,
        stage: &Stage,
        draft: &Path,
        verified: &Verified,
        source: &Path,
        conditions: &Conditions<'_>,
    ) -> Result<Switched, InstallError> {
        let places = Places::of(&self.root, verified.key());
        let lock = Lock::of(&self.root)?;
        let is_disabled = self.disabled()?.contains(verified.key());
        let replaced = installed(&places.current)?;
        let offered = verified.manifest();
        if let Some(current) = &replaced {
            let is_older = version::is_older(&offered.version, &current.manifest.version);
            if is_older && !conditions.allows_downgrade {
                return Err(InstallError::Downgrade {
                    key: verified.key().clone(),
                    installed: current.manifest.version.clone(),
                    offered: offered.version.clone(),
                });
            }
        }
        let is_new = replaced
            .as_ref()
            .is_none_or(|current| current.manifest != **offered || !is_whole(current));
        // What was disabled and is gone since, by hand or by a removal that was killed, is another one.
        let is_first = is_disabled && !self.holds(verified.key());
        if is_new {
            conditions.admit(verified, source)?;
            if is_first {
                self.forget_disabled(verified.key())?;
            }
            places.install(draft, stage.path())?;
        }
        // What changed is for the caller to know: it holds up no other installation.
        drop(lock);
        let replaced = replaced.map(|current| current.manifest);
        let switched = Switched::new(verified.key(), &places, offered, replaced);
        Ok(Switched {
            is_new,
            is_enabled: !is_disabled || is_first,
            ..switched
        })
    }

    /// Goes back to the version before, which becomes the one to go forward to.
    ///
    /// # Errors
    ///
    /// There is none, or the policy refuses it by now.
    pub fn rollback(
        &self,
        key: &ConnectorKey,
        policy: &TrustPolicy,
    ) -> Result<Switched, InstallError> {
        let places = Places::of(&self.root, key);
        let lock = Lock::of(&self.root)?;
        let is_enabled = !self.disabled()?.contains(key);
        let Some(current) = installed(&places.current)? else {
            return Err(InstallError::NotInstalled { key: key.clone() });
        };
        let Some(previous) = places.candidate_before()? else {
            return Err(InstallError::NoPrevious { key: key.clone() });
        };
        let previous = verify(previous, policy)?;
        places.exchange()?;
        drop(lock);
        let replaced = Some(current.manifest);
        let switched = Switched::new(key, &places, previous.manifest(), replaced);
        Ok(Switched {
            is_enabled,
            ..switched
        })
    }

    /// The version before, if there is one.
    ///
    /// # Errors
    ///
    /// What is there cannot be used.
    pub fn previous(&self, key: &ConnectorKey) -> Result<Option<Candidate>, InstallError> {
        Places::of(&self.root, key).candidate_before()
    }

    /// Removes a plugin and its version before, and forgets whether it was disabled. A process of it that
    /// runs is not touched, nor is the data that the connector keeps.
    ///
    /// # Errors
    ///
    /// It is not installed, or its directory cannot be removed.
    pub fn remove(&self, key: &ConnectorKey) -> Result<Removed, InstallError> {
        let stage = Stage::new(&self.root)?;
        let places = Places::of(&self.root, key);
        let _lock = Lock::of(&self.root)?;
        // Before anything is removed: what cannot be read must not be forgotten.
        self.disabled()?;
        let was_there = places.remove(stage.path())?;
        // Last, so that it is never there and enabled.
        if !self.holds(key) {
            self.forget_disabled(key)?;
        }
        if !was_there {
            return Err(InstallError::NotInstalled { key: key.clone() });
        }
        Ok(Removed {
            directory: places.current,
        })
    }
}

impl Switched {
    fn new(
        key: &ConnectorKey,
        places: &Places,
        manifest: &Manifest,
        replaced: Option<Manifest>,
    ) -> Self {
        let changes = replaced.as_ref().map(|old| Diff::between(old, manifest));
        Self {
            key: key.clone(),
            directory: places.current.clone(),
            manifest: manifest.clone(),
            changes: changes.unwrap_or_default(),
            replaced,
            is_new: true,
            is_enabled: true,
        }
    }
}

/// The plugin in a directory; none if the directory is not there.
fn installed(directory: &Path) -> Result<Option<Candidate>, InstallError> {
    match read_directory(directory) {
        Ok(candidate) => Ok(Some(candidate)),
        Err(ScanProblem::MissingManifest { .. }) if !directory.exists() => Ok(None),
        // It is to be replaced: what is broken about it does not matter.
        Err(_) if directory.is_dir() => Ok(None),
        Err(problem) => Err(problem.into()),
    }
}

/// Whether the binary is what the manifest says, so that there is nothing to repair.
fn is_whole(candidate: &Candidate) -> bool {
    let digest = candidate.digest();
    digest.is_ok_and(|digest| digest.to_string() == candidate.manifest.sha256)
}

#[cfg(test)]
mod tests;
