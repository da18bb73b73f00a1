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

mod change;
mod identity;
mod operations;
mod schema;
mod settings;

pub use change::{Change, Class, Subject};

use std::fmt;

use serde::Serialize;
use wick_proto::manifest::Manifest;

/// The changes from one manifest to another, those that matter most first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Diff {
    changes: Vec<Change>,
}

impl Diff {
    /// Compares an older manifest with a newer one.
    ///
    /// Fields that differ with every build (digest, signature) are not changes; that a signature is
    /// gone, is.
    pub fn between(old: &Manifest, new: &Manifest) -> Self {
        let mut diff = Self::default();
        identity::compare(&mut diff, old, new);
        settings::compare(&mut diff, &old.module.configs, &new.module.configs);
        operations::compare(&mut diff, &old.module, &new.module);
        // Stable: within a class, the order of the manifest.
        diff.changes.sort_by_key(|change| change.class);
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
        self.changes.push(Change {
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

/// How a flag that changed is classed and told.
type Flag = (Class, &'static str);

/// One line per change.
impl fmt::Display for Diff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for change in &self.changes {
            writeln!(f, "{}: {}: {}", change.class, change.subject, change.text)?;
        }
        Ok(())
    }
}

/// `"old" → "new"`, each cut to a length that a line bears.
fn became(old: impl fmt::Display, new: impl fmt::Display) -> String {
    format!("{} → {}", quoted(old), quoted(new))
}

fn quoted(text: impl fmt::Display) -> String {
    const LONGEST: usize = 60;
    let text = text.to_string();
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("\"{}…\"", &text[..end]),
        None => format!("\"{text}\""),
    }
}

/// The items of both lists by key, in the order of `new` and then what is only in `old`.
fn paired<'a, T>(
    old: impl IntoIterator<Item = &'a T>,
    new: impl IntoIterator<Item = &'a T>,
    key: impl Fn(&T) -> &str,
) -> Vec<(Option<&'a T>, Option<&'a T>)> {
    let mut old: Vec<Option<&T>> = old.into_iter().map(Some).collect();
    let mut pairs = Vec::new();
    for item in new {
        let partner = old
            .iter_mut()
            .find(|candidate| candidate.is_some_and(|candidate| key(candidate) == key(item)));
        pairs.push((partner.and_then(Option::take), Some(item)));
    }
    pairs.extend(
        old.into_iter()
            .filter(Option::is_some)
            .map(|gone| (gone, None)),
    );
    pairs
}

#[cfg(test)]
mod tests;
