//! Connector keys.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The name of a connector: 1 to 64 of `a`-`z`, `0`-`9` and `_`.
///
/// It names the plugin's directory and its release zip, in which `-` separates the parts.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ConnectorKey(String);

impl ConnectorKey {
    /// Longest key in bytes.
    pub const MAX_BYTES: usize = 64;

    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A text that is not a connector key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// It holds something else than lower-case letters, digits and underscores.
    #[error(
        "plugin key {0:?} invalid: use lowercase letters, digits or '_' only (a '-' would break the name of the release zip)"
    )]
    Characters(String),
    /// It is empty.
    #[error("plugin key is empty")]
    Empty,
    /// It is longer than [`ConnectorKey::MAX_BYTES`].
    #[error("plugin key {0:?} too long (max 64)")]
    Length(String),
}

impl FromStr for ConnectorKey {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        text.to_owned().try_into()
    }
}

impl TryFrom<String> for ConnectorKey {
    type Error = KeyError;

    fn try_from(text: String) -> Result<Self, KeyError> {
        if text.is_empty() {
            return Err(KeyError::Empty);
        }
        if text.len() > Self::MAX_BYTES {
            return Err(KeyError::Length(text));
        }
        let allowed = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_');
        if !text.bytes().all(allowed) {
            return Err(KeyError::Characters(text));
        }
        Ok(Self(text))
    }
}

impl From<ConnectorKey> for String {
    fn from(key: ConnectorKey) -> Self {
        key.0
    }
}

impl AsRef<str> for ConnectorKey {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl std::borrow::Borrow<str> for ConnectorKey {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ConnectorKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_the_reference_pass() {
        for key in [
            "httpbin",
            "google_workspace",
            "slack",
            "x",
            "a1_b2",
            "_",
            "1a",
            "con",
        ] {
            assert_eq!(key.parse::<ConnectorKey>().unwrap().as_str(), key);
        }
    }

    #[test]
    fn anything_else_is_refused() {
        let bad = [
            "Google",
            "my-connector",
            "a/b",
            "../etc",
            "a b",
            "a.b",
            "foo!",
            "ü",
            "a\n",
            "a\0",
        ];
        for key in bad {
            assert_eq!(
                key.parse::<ConnectorKey>(),
                Err(KeyError::Characters(key.to_owned()))
            );
        }
        assert_eq!("".parse::<ConnectorKey>(), Err(KeyError::Empty));
        assert!("a".repeat(64).parse::<ConnectorKey>().is_ok());
        assert!(matches!(
            "a".repeat(65).parse::<ConnectorKey>(),
            Err(KeyError::Length(_))
        ));
    }
}
