use std::str::FromStr;

use crate::environment;
use crate::signing::{SigningError, VerifyingKey};

/// Which signatures a host asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    /// Whether there must be one.
    pub signature: SignatureRequirement,
    /// The keys that may have made it.
    pub trusted: Vec<VerifyingKey>,
}

/// Whether a plugin must be signed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SignatureRequirement {
    /// Only plugins run whose whole manifest, and with it the binary, is signed by a trusted key.
    Manifest,
    /// Only plugins run whose binary is signed by a trusted key, as the reference asks for. What the
    /// manifest says besides the digest may have been changed by others.
    Required,
    /// Unsigned plugins run. Signatures are checked as soon as any key is trusted.
    #[default]
    Optional,
}

impl FromStr for SignatureRequirement {
    type Err = PolicyError;

    /// Reads `1`, `true`, `0`, `false` or `manifest`. The reference takes anything else as its
    /// default, which is to run unsigned plugins; a security setting with a typing error is an error
    /// here.
    fn from_str(text: &str) -> Result<Self, PolicyError> {
        match text {
            "1" | "true" => Ok(Self::Required),
            "0" | "false" => Ok(Self::Optional),
            "manifest" => Ok(Self::Manifest),
            _ => Err(PolicyError::Requirement(text.to_owned())),
        }
    }
}

/// Reads public keys joined by commas. Space around a key and empty items are passed over.
///
/// # Errors
///
/// The first item that is not a public key. The reference passes over such items, and so a typing
/// error there silently takes away trust.
pub fn parse_trusted_keys(list: &str) -> Result<Vec<VerifyingKey>, PolicyError> {
    let items = list.split(',').map(str::trim).enumerate();
    items
        .filter(|(_, item)| !item.is_empty())
        .map(|(index, item)| {
            VerifyingKey::from_base64(item).map_err(|source| PolicyError::TrustedKey {
                position: index + 1,
                source,
            })
        })
        .collect()
}

/// A policy that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PolicyError {
    /// It does not say whether signatures are required.
    #[error("{0:?} does not say whether signatures are required: {name} takes 1, true, 0, false or manifest", name = environment::REQUIRE_SIGNATURE)]
    Requirement(String),
    /// An item in the list of trusted keys is not a public key.
    #[error("trusted key number {position} is not a public key; {name} takes base64 keys of 44 characters joined by commas", name = environment::TRUSTED_KEYS)]
    TrustedKey {
        /// Which item, from 1.
        position: usize,
        /// Why.
        #[source]
        source: SigningError,
    },
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signing::SigningKey;

    #[test]
    fn only_five_values_say_whether_signatures_are_required() {
        use SignatureRequirement::{Manifest, Optional, Required};
        for (text, requirement) in [
            ("1", Required),
            ("true", Required),
            ("0", Optional),
            ("false", Optional),
            ("manifest", Manifest),
        ] {
            assert_eq!(text.parse(), Ok(requirement));
        }
        for text in ["", "TRUE", "True", "yes", "on", "no", " 1", "2", "Manifest"] {
            let error = text.parse::<SignatureRequirement>().unwrap_err();
            assert_eq!(
                error.to_string(),
                format!(
                    "{text:?} does not say whether signatures are required: \
                     WICK_PLUGIN_REQUIRE_SIGNATURE takes 1, true, 0, false or manifest"
                )
            );
        }
    }

    #[test]
    fn trusted_keys_are_a_list_with_commas() {
        let [a, b] = [(); 2].map(|()| SigningKey::generate().unwrap().verifying_key());
        assert_eq!(parse_trusted_keys(""), Ok(vec![]));
        assert_eq!(parse_trusted_keys(&a.to_base64()), Ok(vec![a]));
        assert_eq!(
            parse_trusted_keys(&format!(" {a} ,\t{b}\n,")),
            Ok(vec![a, b])
        );
    }

    #[test]
    fn a_bad_key_is_an_error_that_names_its_position() {
        let key = SigningKey::generate().unwrap().verifying_key();
        for (bad, source) in [
            (
                "AAAA".to_owned(),
                "public key must be 32 bytes, got 3".to_owned(),
            ),
            (
                key.to_base64().replace('=', ""),
                "decode public key: not standard base64 with padding".to_owned(),
            ),
        ] {
            let error = parse_trusted_keys(&format!("{key}, {bad}")).unwrap_err();
            let PolicyError::TrustedKey {
                position,
                source: cause,
            } = &error
            else {
                panic!("{error:?}");
            };
            assert_eq!((*position, cause.to_string()), (2, source));
            assert!(error.to_string().contains("number 2"), "{error}");
        }
    }
}
