//! What the signature of a whole manifest is over.

use serde_json::{Map, Value};

use super::DocumentError;
use crate::canonical::{self, Canonical};
use crate::signing::{Signature, VerifyingKey};
use crate::strict::Ambiguity;

/// The member that holds the signature of all others.
pub(super) const MEMBER: &str = "manifest_signature";

/// What stands before the canonical form, so that nothing else that a key signs can pass for a
/// manifest: a digest's text begins with another byte.
pub(super) const DOMAIN: &[u8] = b"wick-manifest-v1\n";

/// The bytes that are signed, and the signature beside them.
pub(crate) struct Whole(Canonical);

impl Whole {
    /// Reads what [`Document::parse`](super::Document::parse) reads, with the same errors, and keeps no more of it
    /// than what a signature is checked with.
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, DocumentError> {
        let canonical = canonical::of_text(bytes, DOMAIN, MEMBER).map_err(not_strict)?;
        match canonical.bytes.get(DOMAIN.len()) {
            Some(b'{') => Ok(Self(canonical)),
            _ => Err(not_an_object()),
        }
    }

    /// That of a document that was read before, with an ambiguity that was found then.
    pub(super) fn of(
        members: &Map<String, Value>,
        ambiguity: Option<Ambiguity>,
    ) -> Result<Self, DocumentError> {
        let canonical = canonical::of(members, DOMAIN, Some(MEMBER)).map_err(not_strict)?;
        Ok(Self(Canonical {
            ambiguity,
            ..canonical
        }))
    }

    /// Whether there is a signature. One of an empty text is none.
    pub(crate) fn is_signed(&self) -> bool {
        is_signature(self.0.aside.as_ref())
    }

    /// Which of `keys` made the signature; `None` if there is none, or it is of another document or
    /// by another key.
    pub(crate) fn signer(
        &self,
        keys: &[VerifyingKey],
    ) -> Result<Option<VerifyingKey>, DocumentError> {
        if !self.is_signed() {
            return Ok(None);
        }
        let message = self.message()?;
        let signature = self.0.aside.as_ref().and_then(Value::as_str);
        let Some(Ok(signature)) = signature.map(Signature::from_base64) else {
            return Ok(None);
        };
        let made_it = |key: &&VerifyingKey| key.verify_bytes(message, &signature);
        Ok(keys.iter().find(made_it).copied())
    }

    /// The bytes that are signed.
    pub(super) fn message(&self) -> Result<&[u8], DocumentError> {
        match &self.0.ambiguity {
            Some(ambiguity) => Err(DocumentError::Ambiguous(ambiguity.to_string())),
            None => Ok(&self.0.bytes),
        }
    }
}

pub(super) fn is_signature(member: Option<&Value>) -> bool {
    match member {
        None | Some(Value::Null) => false,
        Some(Value::String(text)) => !text.is_empty(),
        Some(_) => true,
    }
}

pub(super) fn not_strict(error: serde_json::Error) -> DocumentError {
    DocumentError::Json(error.to_string())
}

pub(super) fn not_an_object() -> DocumentError {
    DocumentError::Json("not an object".to_owned())
}
