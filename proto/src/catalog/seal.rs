use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{CatalogError, Entry};
use crate::canonical;
use crate::gojson::{self, Parsed};
use crate::signing::{Signature, SigningKey, VerifyingKey};
use crate::strict;

/// What stands before the canonical form, so that nothing else that a key signs can pass for a catalogue.
const DOMAIN: &[u8] = b"wick-catalog-v1\n";
const SIGNATURE: &str = "signature";
const FORM: i64 = 1;

/// From when to when a catalogue holds.
///
/// It is the first element of the array. Its member `signature` is an Ed25519 signature of
/// `wick-catalog-v1`, a line feed, and the canonical form (RFC 8785) of the array without that member:
/// all entries are covered, with all that is in them, and so are their number and their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seal {
    /// When it was made. Of two catalogues the one that was issued later counts.
    pub issued: Timestamp,
    /// From when on nobody may go by it.
    pub expires: Timestamp,
}

/// As it is written. An entry has neither of these members but the first, which marks this as none.
#[derive(Default, Deserialize, Serialize)]
#[serde(default)]
struct Written {
    wick_catalog: i64,
    issued: String,
    expires: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    signature: String,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Element<'a> {
    Seal(&'a Written),
    Entry(&'a Entry),
}

impl Seal {
    /// The seal of a catalogue, if it has one.
    pub(super) fn of(document: &Parsed<'_>) -> Result<Option<Self>, CatalogError> {
        let elements: Vec<Written> = document.read().map_err(CatalogError::Json)?;
        match elements.first() {
            Some(written) if written.wick_catalog == FORM => Ok(Some(Self {
                issued: time("issued", &written.issued)?,
                expires: time("expires", &written.expires)?,
            })),
            Some(written) if written.wick_catalog != 0 => {
                Err(CatalogError::Form(written.wick_catalog))
            }
            _ => Ok(None),
        }
    }
}

/// Which of `keys` signed the catalogue; `None` if it is not signed, or the signature is of another
/// catalogue or by another key.
///
/// # Errors
///
/// A catalogue that is signed and is not strict JSON, or that can be understood in two ways.
pub fn signer(bytes: &[u8], keys: &[VerifyingKey]) -> Result<Option<VerifyingKey>, CatalogError> {
    let document = Parsed::of(bytes).map_err(CatalogError::Json)?;
    if Seal::of(&document)?.is_none() {
        return Ok(None);
    }
    let (message, signature) = parts(bytes)?;
    let Some(Ok(signature)) = signature.as_deref().map(Signature::from_base64) else {
        return Ok(None);
    };
    let made_it = |key: &&VerifyingKey| key.verify_bytes(&message, &signature);
    Ok(keys.iter().find(made_it).copied())
}

pub(super) fn sign(
    entries: &[Entry],
    seal: &Seal,
    key: &SigningKey,
) -> Result<String, CatalogError> {
    let mut written = Written {
        wick_catalog: FORM,
        issued: seal.issued.to_string(),
        expires: seal.expires.to_string(),
        signature: String::new(),
    };
    let (message, _) = parts(text(&written, entries).as_bytes())?;
    written.signature = key.sign_bytes(&message).to_base64();
    Ok(text(&written, entries))
}

fn text(written: &Written, entries: &[Entry]) -> String {
    let elements: Vec<Element<'_>> = std::iter::once(Element::Seal(written))
        .chain(entries.iter().map(Element::Entry))
        .collect();
    gojson::write_pretty(&elements) + "\n"
}

/// The bytes that are signed, and the signature that stands beside them.
fn parts(bytes: &[u8]) -> Result<(Vec<u8>, Option<String>), CatalogError> {
    let not_strict = |error: serde_json::Error| CatalogError::Strict(error.to_string());
    let (mut document, ambiguity) = strict::parse(bytes).map_err(not_strict)?;
    if let Some(ambiguity) = ambiguity {
        return Err(CatalogError::Ambiguous(ambiguity.to_string()));
    }
    let seal = document.get_mut(0).and_then(Value::as_object_mut);
    let signature = seal.and_then(|seal| seal.shift_remove(SIGNATURE));
    let canonical = canonical::of(&document, DOMAIN, None).map_err(not_strict)?;
    let signature = signature
        .as_ref()
        .and_then(Value::as_str)
        .map(str::to_owned);
    Ok((canonical.bytes, signature))
}

fn time(member: &'static str, text: &str) -> Result<Timestamp, CatalogError> {
    text.parse().map_err(|_| CatalogError::Time {
        member,
        text: text.to_owned(),
    })
}
