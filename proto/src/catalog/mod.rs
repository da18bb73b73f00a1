//! `plugins.json`: which connectors there are, and where their releases lie.
//!
//! There are two forms of one format. The reference's is an array of entries, with nothing to hold a
//! download against. Ours begins with one more element, the [`Seal`]: when the catalogue was issued and
//! when it expires, and an Ed25519 signature of all of it; and its entries tell digest and size of each
//! file. The reference passes over what it does not know, so one file serves both hosts.
//!
//! ```
//! use wick_proto::catalog::Catalog;
//!
//! let catalog = Catalog::from_json(br#"[{"name":"desk","version":"1.2.0","assets":null}]"#)?;
//! assert_eq!(catalog.entries[0].key, "desk");
//! # Ok::<(), wick_proto::catalog::CatalogError>(())
//! ```

mod asset;
mod seal;

pub use asset::{Asset, AssetError, Expected};
pub use seal::{Seal, signer};

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::gojson::{self, Parsed};
use crate::key::KeyError;
use crate::module::Tag;
use crate::{ConnectorKey, signing::SigningKey};

/// What a catalogue offers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Catalog {
    /// The connectors, sorted by key; those of one key in the order in which they were written.
    pub entries: Vec<Entry>,
    /// What only our form has. That it is there does not mean that its signature holds: see [`signer`].
    pub seal: Option<Seal>,
}

/// One version of one connector.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Entry {
    /// The connector's key; any text, as the reference does not check it.
    pub key: String,
    /// The name that people see.
    pub name: String,
    /// What the connector is for.
    pub description: String,
    /// The version: free text, best a semantic version.
    pub version: String,
    /// The tags of the connector.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub default_tags: Vec<Tag>,
    /// The addresses of the releases, by platform. A relative one is meant from the catalogue's own place.
    pub assets: BTreeMap<String, String>,
    /// Digest and size of these releases, by platform. No member of the reference's.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub files: BTreeMap<String, File>,
}

/// What a release is, byte for byte.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct File {
    /// The SHA-256 of the file: 64 lower-case hexadecimal digits.
    pub sha256: String,
    /// Its size in bytes.
    pub size: u64,
}

/// A catalogue that cannot be read, signed or checked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CatalogError {
    /// Two readers of it can disagree on what was signed.
    #[error("a catalogue that is signed must mean one thing: {0}")]
    Ambiguous(String),
    /// A value of one connector has the wrong type.
    #[error("not a catalog: the connector `{key}` cannot be read")]
    Entry {
        /// The connector's key.
        key: String,
        /// Which value, and what is wrong with it.
        source: gojson::Error,
    },
    /// It was made for hosts to come.
    #[error("the catalogue is signed in form {0}, and this wick knows form 1 only; update wick")]
    Form(i64),
    /// It is not JSON, or a value in it has the wrong type.
    #[error("not a catalogue: a plugins.json is an array of connectors")]
    Json(#[source] gojson::Error),
    /// It is not strict JSON.
    #[error("a catalogue that is signed must be strict JSON: {0}")]
    Strict(String),
    /// A time of the seal cannot be read.
    #[error(
        "the catalogue's {member:?} is {text:?}, which is no time such as 2026-01-02T03:04:05Z"
    )]
    Time {
        /// Which of the two.
        member: &'static str,
        /// What stands there.
        text: String,
    },
}

impl CatalogError {
    /// Names the connector that the wrong value is of, where that can still be read.
    fn of_entry(document: &[u8], source: gojson::Error) -> Self {
        let index = source.path().strip_prefix('[');
        let index = index.and_then(|path| path.split_once(']')?.0.parse::<usize>().ok());
        let document: Option<serde_json::Value> = serde_json::from_slice(document).ok();
        let entry = index.and_then(|index| document.as_ref()?.get(index));
        let text = |member| entry?.get(member)?.as_str();
        match text("key").or_else(|| text("name")) {
            Some(key) => Self::Entry {
                key: key.to_owned(),
                source,
            },
            None => Self::Json(source),
        }
    }
}

impl Catalog {
    /// Reads either form as the reference reads its own: a missing key is the name and a missing name
    /// the key, what has neither is dropped, `null` is nothing, and unknown members are passed over.
    ///
    /// # Errors
    ///
    /// Text that is not such JSON, or a seal that cannot be understood.
    pub fn from_json(bytes: &[u8]) -> Result<Self, CatalogError> {
        let document = Parsed::of(bytes).map_err(CatalogError::Json)?;
        let entries: Vec<Entry> = document
            .read()
            .map_err(|error| CatalogError::of_entry(bytes, error))?;
        let mut entries: Vec<Entry> = entries.into_iter().filter_map(Entry::named).collect();
        entries.sort_by(|one, other| one.key.cmp(&other.key));
        Ok(Self {
            entries,
            seal: Seal::of(&document)?,
        })
    }

    /// The entries as the reference writes them, with a line feed at the end and without a seal.
    pub fn to_json(&self) -> String {
        gojson::write_pretty(&self.entries) + "\n"
    }

    /// The catalogue in our form, signed.
    ///
    /// # Errors
    ///
    /// [`CatalogError::Ambiguous`], for a number beyond 2⁵³.
    pub fn sign(&self, seal: &Seal, key: &SigningKey) -> Result<String, CatalogError> {
        seal::sign(&self.entries, seal, key)
    }

    /// All versions of the connector with this key.
    pub fn versions(&self, key: &str) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(move |entry| entry.key == key)
    }
}

impl Entry {
    /// The key, of a connector that can be installed.
    ///
    /// # Errors
    ///
    /// Those of the key.
    pub fn connector(&self) -> Result<ConnectorKey, KeyError> {
        self.key.parse()
    }

    /// With key and name, or nothing if there is neither.
    fn named(mut self) -> Option<Self> {
        match (self.key.is_empty(), self.name.is_empty()) {
            (true, true) => return None,
            (true, false) => self.key.clone_from(&self.name),
            (false, true) => self.name.clone_from(&self.key),
            (false, false) => {}
        }
        Some(self)
    }
}

#[cfg(test)]
mod tests;
