//! The form of the file.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use wick_proto::ConnectorKey;
use wick_proto::signing::VerifyingKey;

use super::{Pin, Publisher, Signs};

const FORMAT: u32 = 1;
const UNSIGNED: &str = "unsigned";

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    format: u32,
    publishers: BTreeMap<String, Entry>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    /// A public key, or `unsigned`.
    publisher: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    signs: Option<Signs>,
    first_seen: String,
    version: String,
}

pub(super) fn parse(bytes: &[u8]) -> Result<BTreeMap<ConnectorKey, Pin>, String> {
    let file: File = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
    if file.format != FORMAT {
        return Err(format!("format {} is not known", file.format));
    }
    let pins = file.publishers.into_iter().map(|(key, entry)| {
        let pin = pin(&entry).map_err(|problem| format!("{key:?}: {problem}"))?;
        Ok((key.parse().map_err(|error| format!("{error}"))?, pin))
    });
    pins.collect()
}

fn pin(entry: &Entry) -> Result<Pin, String> {
    let publisher = match (entry.publisher.as_str(), entry.signs) {
        (UNSIGNED, None) => Publisher::Unsigned,
        (key, Some(signs)) => Publisher::Key {
            key: VerifyingKey::from_base64(key).map_err(|error| error.to_string())?,
            signs,
        },
        (publisher, None) => return Err(format!("what {publisher:?} signs is missing")),
    };
    let first_seen: Timestamp = entry
        .first_seen
        .parse()
        .map_err(|error| format!("{error}"))?;
    Ok(Pin {
        publisher,
        first_seen,
        version: entry.version.clone(),
    })
}

pub(super) fn text(pins: &BTreeMap<ConnectorKey, Pin>) -> Result<Vec<u8>, serde_json::Error> {
    let entry = |pin: &Pin| Entry {
        publisher: match &pin.publisher {
            Publisher::Key { key, .. } => key.to_base64(),
            Publisher::Unsigned => UNSIGNED.to_owned(),
        },
        signs: match pin.publisher {
            Publisher::Key { signs, .. } => Some(signs),
            Publisher::Unsigned => None,
        },
        first_seen: pin.first_seen.to_string(),
        version: pin.version.clone(),
    };
    let publishers = pins.iter().map(|(key, pin)| (key.to_string(), entry(pin)));
    let file = File {
        format: FORMAT,
        publishers: publishers.collect(),
    };
    serde_json::to_vec_pretty(&file)
}
