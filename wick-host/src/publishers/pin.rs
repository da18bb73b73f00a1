use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use wick_proto::signing::VerifyingKey;
use wick_proto::verify::Signatures;

/// Who a connector is by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Publisher {
    /// Whoever has the private half of this key.
    Key {
        /// The public half.
        key: VerifyingKey,
        /// What of the plugin it signs.
        signs: Signs,
    },
    /// Anybody: the plugin is not signed, or by no key that is trusted here.
    Unsigned,
}

/// What of a plugin a publisher signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Signs {
    /// The binary only, as the reference does.
    Binary,
    /// All of `plugin.json`, and with it the binary.
    Manifest,
}

/// Whom a connector's key belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Pin {
    /// The publisher.
    pub publisher: Publisher,
    /// When it was first seen with this publisher.
    pub first_seen: Timestamp,
    /// The version of the plugin at that time.
    pub version: String,
}

impl Publisher {
    pub(super) fn of(signatures: &Signatures) -> Self {
        let signed = |key, signs| Self::Key { key, signs };
        match (signatures.manifest.signer(), signatures.binary.signer()) {
            (Some(key), _) => signed(key, Signs::Manifest),
            (None, Some(key)) => signed(key, Signs::Binary),
            (None, None) => Self::Unsigned,
        }
    }

    /// The publisher's key, if there is one.
    pub fn key(&self) -> Option<&VerifyingKey> {
        match self {
            Self::Key { key, .. } => Some(key),
            Self::Unsigned => None,
        }
    }

    /// What it means that a connector whose publisher is `self` is now by `other`.
    pub(super) fn turned_into(&self, other: &Self) -> Turn {
        match (self, other) {
            (Self::Unsigned, Self::Unsigned) => Turn::Same,
            // Anybody could have put it there before. A key that is trusted here can only be better.
            (Self::Unsigned, Self::Key { .. }) => Turn::Upgrade,
            (
                Self::Key {
                    key: old,
                    signs: before,
                },
                Self::Key {
                    key: new,
                    signs: after,
                },
            ) => match (old == new, before, after) {
                (false, ..) | (_, Signs::Manifest, Signs::Binary) => Turn::Change,
                (_, Signs::Binary, Signs::Manifest) => Turn::Upgrade,
                _ => Turn::Same,
            },
            (Self::Key { .. }, Self::Unsigned) => Turn::Change,
        }
    }
}

/// What became of a publisher.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    Same,
    /// To be remembered.
    Upgrade,
    /// To be refused, unless somebody accepts it.
    Change,
}

impl fmt::Display for Publisher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key { key, signs } => match signs {
                Signs::Binary => write!(f, "{key} (signs the binary)"),
                Signs::Manifest => write!(f, "{key} (signs all of plugin.json)"),
            },
            Self::Unsigned => f.write_str("nobody (not signed by a trusted key)"),
        }
    }
}

#[cfg(test)]
mod tests {
    use wick_proto::signing::SigningKey;

    use super::*;

    #[test]
    fn only_what_can_only_be_better_is_no_change() {
        let [a, b] = [(); 2].map(|()| SigningKey::generate().unwrap().verifying_key());
        let signed = |key, signs| Publisher::Key { key, signs };
        let (binary, whole) = (Signs::Binary, Signs::Manifest);
        let unsigned = Publisher::Unsigned;
        for (before, after, turn) in [
            (unsigned, unsigned, Turn::Same),
            (unsigned, signed(a, binary), Turn::Upgrade),
            (unsigned, signed(a, whole), Turn::Upgrade),
            (signed(a, binary), signed(a, binary), Turn::Same),
            (signed(a, whole), signed(a, whole), Turn::Same),
            (signed(a, binary), signed(a, whole), Turn::Upgrade),
            (signed(a, whole), signed(a, binary), Turn::Change),
            (signed(a, binary), signed(b, binary), Turn::Change),
            (signed(a, binary), signed(b, whole), Turn::Change),
            (signed(a, whole), unsigned, Turn::Change),
            (signed(a, binary), unsigned, Turn::Change),
        ] {
            assert_eq!(before.turned_into(&after), turn, "{before} -> {after}");
        }
    }
}
