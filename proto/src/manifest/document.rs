//! The signature of a whole manifest.

use serde_json::{Map, Value};

use super::whole::{MEMBER, Whole, is_signature, not_an_object, not_strict};
use crate::gojson;
use crate::signing::{SigningKey, VerifyingKey};
use crate::strict::{self, Ambiguity};

/// A `plugin.json` as it was written, with members that nobody here knows.
///
/// Its member `manifest_signature` is an Ed25519 signature of `wick-manifest-v1`, a line feed, and
/// the canonical form (RFC 8785) of the document without that member. So each other member is
/// covered, known or not, at any depth; order, white space and the spelling of numbers and escapes
/// are not. The binary is covered by way of its digest.
///
/// ```
/// use wick_proto::manifest::Document;
/// use wick_proto::signing::SigningKey;
///
/// let key = SigningKey::generate()?;
/// let mut document = Document::parse(br#"{"version": "1.2.0", "color": "blue"}"#)?;
/// document.sign(&key)?;
/// let text = document.to_json_pretty();
///
/// let trusted = [key.verifying_key()];
/// let document = Document::parse(text.as_bytes())?;
/// assert_eq!(document.signer(&trusted)?, Some(trusted[0]));
/// let document = Document::parse(text.replace("blue", "red").as_bytes())?;
/// assert_eq!(document.signer(&trusted)?, None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    members: Map<String, Value>,
    ambiguity: Option<Ambiguity>,
}

/// A manifest that cannot be signed, or whose signature cannot be checked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DocumentError {
    /// Two readers of it can disagree on what was signed.
    #[error("a manifest that is signed as a whole must mean one thing: {0}")]
    Ambiguous(String),
    /// It is not a JSON object, or not in UTF-8.
    #[error("a manifest that is signed as a whole must be a strict JSON object: {0}")]
    Json(String),
}

impl Document {
    /// Reads a document. Unlike [`Manifest::from_json`](super::Manifest::from_json), it takes strict
    /// JSON only.
    ///
    /// # Errors
    ///
    /// [`DocumentError::Json`].
    pub fn parse(bytes: &[u8]) -> Result<Self, DocumentError> {
        match strict::parse(bytes).map_err(not_strict)? {
            (Value::Object(members), ambiguity) => Ok(Self { members, ambiguity }),
            _ => Err(not_an_object()),
        }
    }

    /// Whether there is a signature of the whole. One of an empty text is none.
    pub fn is_signed(&self) -> bool {
        is_signature(self.members.get(MEMBER))
    }

    /// Which of `keys` made the signature of the whole; `None` if there is no signature, or it is of
    /// another document or by another key.
    ///
    /// # Errors
    ///
    /// [`DocumentError::Ambiguous`], if there is a signature.
    pub fn signer(&self, keys: &[VerifyingKey]) -> Result<Option<VerifyingKey>, DocumentError> {
        self.whole()?.signer(keys)
    }

    /// Signs the whole, in place of a signature that is there.
    ///
    /// # Errors
    ///
    /// [`DocumentError::Ambiguous`].
    pub fn sign(&mut self, key: &SigningKey) -> Result<(), DocumentError> {
        let signature = self.signature_by(key)?;
        // Always the last, whatever was there.
        self.members.shift_remove(MEMBER);
        self.members.insert(MEMBER.to_owned(), signature.into());
        Ok(())
    }

    /// Sets a text member at the top, in its place if it is there. A signature of the whole is then
    /// that of another document.
    pub fn set(&mut self, member: &str, text: impl Into<String>) {
        self.members.insert(member.to_owned(), text.into().into());
    }

    /// The document as the Go reference would write it, with all of its members in their order.
    pub fn to_json_pretty(&self) -> String {
        gojson::write_pretty(&self.members)
    }

    /// The document without spaces or a newline.
    pub fn to_json(&self) -> String {
        gojson::write(&self.members)
    }

    pub(super) fn signature_by(&self, key: &SigningKey) -> Result<String, DocumentError> {
        Ok(key.sign_bytes(self.whole()?.message()?).to_base64())
    }

    fn whole(&self) -> Result<Whole, DocumentError> {
        Whole::of(&self.members, self.ambiguity.clone())
    }
}

#[cfg(test)]
mod tests;
