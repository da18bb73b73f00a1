//! `plugin.json`: what a plugin directory says about the binary in it.

mod document;
mod whole;

pub use document::{Document, DocumentError};
pub(crate) use whole::Whole;

use serde::{Deserialize, Serialize};

use crate::Digest;
use crate::gojson::{self, Parsed};
use crate::module::Module;
use crate::signing::SigningKey;

/// The manifest of a plugin, written beside its binary as `plugin.json` or printed by it.
///
/// Keys are written in the order of the fields, as the Go reference does.
///
/// ```
/// use wick_proto::manifest::{Kind, Manifest};
///
/// let manifest = Manifest::from_json(br#"{"version":"1.2.0","module":{"Meta":{"Key":"desk"}}}"#)?;
/// assert_eq!(manifest.kind, Kind::Connector);
/// assert_eq!(manifest.module.meta.key, "desk");
/// # Ok::<(), wick_proto::manifest::ManifestError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Manifest {
    /// The version of this format: [`Self::SCHEMA_VERSION`]. No reader looks at it.
    pub schema_version: i64,
    /// What kind of plugin it is.
    pub kind: Kind,
    /// The plugin's own version: free text, best a semantic version.
    pub version: String,
    /// The version of the connector protocol that the plugin speaks.
    pub proto_version: i64,
    /// The file name of the binary. Empty means the connector's key.
    pub entry: String,
    /// The platforms that the binary runs on, as `os/arch` in Go's names.
    #[serde(serialize_with = "gojson::null_if_empty")]
    pub os_arch: Vec<String>,
    /// The SHA-256 of the binary: 64 lower-case hexadecimal digits.
    pub sha256: String,
    /// The signature of that digest (see [`crate::signing`]), or empty.
    pub signature: String,
    /// What the plugin is.
    pub module: Module,
    /// The signature of the whole manifest (see [`Document`]), or empty. No member of the reference's.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub manifest_signature: String,
}

impl Manifest {
    /// The version of the format that is written.
    pub const SCHEMA_VERSION: i64 = 1;

    /// Reads a manifest as the Go reference does: keys in any case, `null` and missing keys as
    /// zero values, unknown keys passed over.
    ///
    /// # Errors
    ///
    /// Text that is not JSON, or a value of another type than the reference would take.
    pub fn from_json(bytes: &[u8]) -> Result<Self, ManifestError> {
        gojson::from_slice(bytes).map_err(ManifestError::Json)
    }

    /// The same, with what [`Kind::unknown_in`] tells of it.
    ///
    /// # Errors
    ///
    /// As [`from_json`](Self::from_json).
    pub fn with_unknown_kind(bytes: &[u8]) -> Result<(Self, Option<String>), ManifestError> {
        let document = Parsed::of(bytes).map_err(ManifestError::Json)?;
        let manifest = document.read().map_err(ManifestError::Json)?;
        Ok((manifest, Kind::unknown(&document)))
    }

    /// Signs the binary, whose digest this is, and then the whole manifest with that signature in it.
    /// Nothing may be changed afterwards.
    ///
    /// # Errors
    ///
    /// [`DocumentError::Ambiguous`], for a schema with a number beyond 2⁵³.
    pub fn sign(&mut self, digest: &Digest, key: &SigningKey) -> Result<(), DocumentError> {
        self.signature = key.sign(digest).to_base64();
        self.manifest_signature.clear();
        self.manifest_signature = Document::parse(self.to_json().as_bytes())?.signature_by(key)?;
        Ok(())
    }

    /// The manifest as the Go reference prints it, without spaces or a newline.
    pub fn to_json(&self) -> String {
        gojson::write(self)
    }

    /// The manifest as the Go reference stores it: indented by two spaces, no newline at the end.
    pub fn to_json_pretty(&self) -> String {
        gojson::write_pretty(self)
    }
}

impl Default for Manifest {
    /// An empty manifest, which is also what `null` is read as.
    fn default() -> Self {
        Self {
            schema_version: Self::SCHEMA_VERSION,
            kind: Kind::default(),
            version: String::new(),
            proto_version: 0,
            entry: String::new(),
            os_arch: Vec::new(),
            sha256: String::new(),
            signature: String::new(),
            module: Module::default(),
            manifest_signature: String::new(),
        }
    }
}

/// A manifest that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ManifestError {
    /// It is not JSON, or a value in it has the wrong type.
    #[error("not a readable plugin manifest; rebuild the plugin or repair its plugin.json")]
    Json(#[source] gojson::Error),
}

/// What kind of plugin a manifest is of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "&'static str")]
pub enum Kind {
    /// Operations of an outside service. Any text that is not a known kind means this, as it does
    /// to the reference.
    #[default]
    Connector,
    /// A single tool.
    Tool,
    /// Background work.
    Job,
}

impl Kind {
    /// The kind that a manifest names, if it is none of those that are known. It is read as a
    /// connector, which a plugin of a kind to come is not: a host should not run it.
    pub fn unknown_in(document: &[u8]) -> Option<String> {
        Self::unknown(&Parsed::of(document).ok()?)
    }

    fn unknown(document: &Parsed<'_>) -> Option<String> {
        #[derive(Default, Deserialize)]
        #[serde(default)]
        struct Named {
            kind: String,
        }
        let Named { kind } = document.read().ok()?;
        let is_known = matches!(kind.as_str(), "" | "connector" | "tool" | "job");
        (!is_known).then_some(kind)
    }

    /// The text in a manifest.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Connector => "connector",
            Self::Tool => "tool",
            Self::Job => "job",
        }
    }
}

impl From<String> for Kind {
    fn from(text: String) -> Self {
        match text.as_str() {
            "tool" => Self::Tool,
            "job" => Self::Job,
            _ => Self::Connector,
        }
    }
}

impl From<Kind> for &'static str {
    fn from(kind: Kind) -> Self {
        kind.as_str()
    }
}

impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_exact_tool_and_job_are_kinds_of_their_own() {
        for (text, kind) in [
            ("connector", Kind::Connector),
            ("tool", Kind::Tool),
            ("job", Kind::Job),
            ("", Kind::Connector),
            ("Tool", Kind::Connector),
            ("job ", Kind::Connector),
            ("wizard", Kind::Connector),
        ] {
            let json = format!(r#"{{"kind":"{text}"}}"#);
            assert_eq!(Manifest::from_json(json.as_bytes()).unwrap().kind, kind);
            let unknown = Kind::unknown_in(json.as_bytes());
            let is_known = ["connector", "tool", "job", ""].contains(&text);
            assert_eq!(unknown.as_deref(), (!is_known).then_some(text));
        }
    }

    #[test]
    fn an_empty_manifest_has_all_keys_of_the_reference() {
        let manifest = Manifest::default();
        assert_eq!(
            manifest.to_json(),
            r#"{"schema_version":1,"kind":"connector","version":"","proto_version":0,"entry":"","#
                .to_owned()
                + r#""os_arch":null,"sha256":"","signature":"","module":"#
                + &manifest.module.to_json()
                + "}"
        );
    }
}
