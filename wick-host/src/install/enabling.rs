//! Which of the installed connectors hosts may run.

use std::collections::BTreeSet;

use wick_proto::ConnectorKey;

use super::disabled;
use super::lock::Lock;
use super::places::Places;
use super::{InstallError, Plugins};
use crate::scan::{ScanProblem, scan};

impl Plugins {
    /// Lets hosts run a connector again. Says whether it was disabled.
    ///
    /// Hosts that run see it when they [reload](crate::Host::reload).
    ///
    /// # Errors
    ///
    /// It is not installed, or it cannot be written down. All is as it was before then.
    pub fn enable(&self, key: &ConnectorKey) -> Result<bool, InstallError> {
        let _lock = Lock::of(&self.root)?;
        let mut disabled = disabled::read(&self.root)?;
        if disabled.remove(key) {
            disabled::write(&self.root, &disabled)?;
            return Ok(true);
        }
        match self.holds(key) {
            true => Ok(false),
            false => Err(InstallError::NotInstalled { key: key.clone() }),
        }
    }

    /// Keeps hosts from running a connector, in this version and in all later ones, until it is
    /// [enabled](Self::enable) or [removed](Self::remove). Says whether it was enabled.
    ///
    /// Hosts that run see it when they [reload](crate::Host::reload).
    ///
    /// # Errors
    ///
    /// It is not installed, or it cannot be written down. All is as it was before then.
    pub fn disable(&self, key: &ConnectorKey) -> Result<bool, InstallError> {
        let _lock = Lock::of(&self.root)?;
        let mut disabled = disabled::read(&self.root)?;
        if !self.holds(key) {
            return Err(InstallError::NotInstalled { key: key.clone() });
        }
        let was_enabled = disabled.insert(key.clone());
        if was_enabled {
            disabled::write(&self.root, &disabled)?;
        }
        Ok(was_enabled)
    }

    /// The connectors that hosts must not run.
    ///
    /// # Errors
    ///
    /// It cannot be read which they are.
    pub fn disabled(&self) -> Result<BTreeSet<ConnectorKey>, InstallError> {
        Ok(disabled::read(&self.root)?)
    }

    /// Forgets that a connector was disabled which is not there any more. Needs the lock.
    pub(super) fn forget_disabled(&self, key: &ConnectorKey) -> Result<(), InstallError> {
        let mut disabled = disabled::read(&self.root)?;
        if disabled.remove(key) {
            disabled::write(&self.root, &disabled)?;
        }
        Ok(())
    }

    /// Whether a connector is there, be it broken, or put there by hand under another name.
    pub(super) fn holds(&self, key: &ConnectorKey) -> bool {
        if Places::of(&self.root, key).current.exists() {
            return true;
        }
        let found = scan(&self.root).unwrap_or_default();
        let is_duplicate = |problem: &ScanProblem| matches!(problem, ScanProblem::Duplicate { key: found, .. } if found == key);
        found.candidates.iter().any(|found| found.key == *key)
            || found.problems.iter().any(is_duplicate)
    }
}
