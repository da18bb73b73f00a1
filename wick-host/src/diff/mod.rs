//! What changed between two versions of a plugin, and whom it concerns.
//!
//! A pure comparison of two manifests: nothing is read or started. Every [`Change`] has a [`Class`]:
//! what an operator has to look at, what breaks callers, what is new, what only reads differently.
//!
//! ```
//! use wick_host::diff::{Class, Diff};
//! use wick_proto::manifest::Manifest;
//!
//! let manifest = |destructive: bool| {
//!     let text = format!(
//!         r#"{{"module":{{"Operations":[{{"Ops":[{{"Key":"purge","Destructive":{destructive}}}]}}]}}}}"#
//!     );
//!     Manifest::from_json(text.as_bytes())
//! };
//! let diff = Diff::between(&manifest(true)?, &manifest(false)?);
//! assert_eq!(diff.worst(), Some(Class::Security));
//! assert_eq!(diff.to_string(), "security: operation purge: is no longer marked as destructive\n");
//! # Ok::<(), wick_proto::manifest::ManifestError>(())
//! ```

mod budget;
mod change;
mod identity;
mod operations;
mod schema;
mod settings;
mod text;

pub use change::{Change, Class, Subject};

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::sync::Arc;

use serde::{Serialize, Serializer};
use wick_proto::manifest::Manifest;

use budget::Budget;
use text::became;

/// The changes from one manifest to another, those that matter most first.
///
/// A copy is cheap: all copies share the changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diff {
    changes: Arc<Vec<Change>>,
}

impl Diff {
    /// Compares an older manifest with a newer one.
    ///
    /// Fields that differ with every build (digest, signature) are not changes; that a signature is
    /// gone, is. Time and memory grow with the size of the manifests, whatever is in them. Manifests
    /// have up to 8 MiB, so that this is not for an async thread.
    pub fn between(old: &Manifest, new: &Manifest) -> Self {
        let (mut diff, mut budget) = (Self::default(), Budget::new());
        identity::compare(&mut diff, old, new);
        let (before, after) = (&old.module, &new.module);
        settings::compare(&mut diff, &mut budget, &before.configs, &after.configs);
        operations::compare(&mut diff, &mut budget, before, after);
        // Stable: within a class, the order of the manifest.
        Arc::make_mut(&mut diff.changes).sort_by_key(|change| change.class);
        diff
    }

    /// Two manifests whose comparison did not end.
    pub(crate) fn uncompared() -> Self {
        let mut diff = Self::default();
        let text = "cannot be compared: the comparison did not end";
        diff.add(Class::Uncompared, &Subject::Plugin, text);
        diff
    }

    /// The changes, those that matter most first; within a class in the order of the manifest.
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// The class that matters most, if anything changed.
    pub fn worst(&self) -> Option<Class> {
        self.changes.first().map(|change| change.class)
    }

    fn add(&mut self, class: Class, subject: &Subject, text: impl Into<String>) {
        Arc::make_mut(&mut self.changes).push(Change {
            class,
            subject: subject.clone(),
            text: text.into(),
        });
    }

    /// Adds the change if `old` and `new` differ; `text` says how.
    fn flag(&mut self, subject: &Subject, old: bool, new: bool, raised: Flag, lowered: Flag) {
        match (old, new) {
            (false, true) => self.add(raised.0, subject, raised.1),
            (true, false) => self.add(lowered.0, subject, lowered.1),
            _ => {}
        }
    }

    /// Adds a change of what people and models read, if there is one.
    fn wording(&mut self, subject: &Subject, what: &str, old: &str, new: &str) {
        if old != new {
            let text = format!("{what} reads differently: {}", became(old, new));
            self.add(Class::Wording, subject, text);
        }
    }
}

/// Characters of a key that are shown; those that connectors have are shorter.
const NAME_CHARACTERS: usize = 100;

/// How a flag that changed is classed and told.
type Flag = (Class, &'static str);

/// One line per change.
impl fmt::Display for Diff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for change in self.changes() {
            writeln!(f, "{}: {}: {}", change.class, change.subject, change.text)?;
        }
        Ok(())
    }
}

/// Serialized, it is the list of its changes.
impl Serialize for Diff {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.changes.serialize(serializer)
    }
}

/// The items of both lists by key, in the order of `new` and then what is only in `old`.
fn paired<'a, T>(
    old: impl IntoIterator<Item = &'a T>,
    new: impl IntoIterator<Item = &'a T>,
    key: impl Fn(&'a T) -> &'a str,
) -> Vec<(Option<&'a T>, Option<&'a T>)> {
    let mut old: Vec<Option<&T>> = old.into_iter().map(Some).collect();
    // A key may be there several times, which the reference does not prevent.
    let mut by_key: HashMap<&'a str, VecDeque<usize>> = HashMap::new();
    for (index, item) in old.iter().copied().enumerate() {
        if let Some(item) = item {
            by_key.entry(key(item)).or_default().push_back(index);
        }
    }
    let mut pairs = Vec::new();
    for item in new {
        let partner = by_key.get_mut(key(item)).and_then(VecDeque::pop_front);
        let partner = partner.and_then(|index| old[index].take());
        pairs.push((partner, Some(item)));
    }
    let gone = old.into_iter().filter(Option::is_some);
    pairs.extend(gone.map(|gone| (gone, None)));
    pairs
}

#[cfg(test)]
mod tests;
