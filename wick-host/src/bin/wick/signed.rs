//! What a manifest's signatures are worth.

use std::collections::BTreeMap;

use wick_host::{Candidate, Pin};
use wick_proto::signing::VerifyingKey;
use wick_proto::verify::Signatures;
use wick_proto::{ConnectorKey, Digest};

use crate::refusal;
use crate::session::Session;

/// What can be told without reading the binary.
pub(crate) struct Signed {
    /// `none`, `unchecked` (no key is trusted), `valid` or `invalid`, for the digest that the manifest
    /// names.
    pub(crate) binary: &'static str,
    /// The same of the whole manifest.
    pub(crate) manifest: &'static str,
    /// The recorded publisher, where its key was the one to check with.
    pub(crate) publisher: Option<VerifyingKey>,
}

/// The publishers of installed plugins.
pub(crate) struct Recorded(BTreeMap<ConnectorKey, Pin>);

impl Recorded {
    /// Reads them; none where they cannot be read, which is told and keeps a call from being made, but nothing from
    /// being shown.
    pub(crate) fn read(session: &Session) -> Self {
        let pins = session.publishers().and_then(|publishers| {
            let pins = publishers.list();
            pins.map_err(|error| refusal::publishers(&error))
        });
        Self(pins.unwrap_or_else(|failure| {
            session.talk.warn(&failure.message);
            BTreeMap::new()
        }))
    }

    /// The key that a connector belongs to, if it belongs to one.
    pub(crate) fn publisher(&self, connector: &ConnectorKey) -> Option<VerifyingKey> {
        self.0.get(connector)?.publisher.key().copied()
    }

    /// What the signatures of an installed plugin are worth: by the keys that are trusted, and where there are none
    /// by that of its publisher, as when it is called.
    pub(crate) fn signed(&self, candidate: &Candidate, trusted: &[VerifyingKey]) -> Signed {
        match self.publisher(&candidate.key) {
            Some(publisher) if trusted.is_empty() => Signed {
                publisher: Some(publisher),
                ..Signed::of(candidate, &[publisher])
            },
            _ => Signed::of(candidate, trusted),
        }
    }
}

impl Signed {
    /// What the signatures are worth to those who trust these keys.
    pub(crate) fn of(candidate: &Candidate, trusted: &[VerifyingKey]) -> Self {
        let manifest = &candidate.manifest;
        // A text that is not a digest is that of no binary.
        let digest = manifest.sha256.parse();
        let digest = digest.unwrap_or_else(|_| Digest::of(&[]));
        let signatures = Signatures::of(manifest, &candidate.document, &digest, trusted);
        // One that cannot be read is a signature of nothing.
        let (binary, whole) = match signatures {
            Ok(signatures) => (signatures.binary.as_str(), signatures.manifest.as_str()),
            Err(_) => ("invalid", "invalid"),
        };
        Self {
            binary,
            manifest: whole,
            publisher: None,
        }
    }

    /// One of the two for people: with the publisher, if it is valid or not by its key.
    pub(crate) fn text(&self, worth: &'static str) -> String {
        match (self.publisher, worth) {
            (Some(key), "valid" | "invalid") => {
                let start: String = key.to_base64().chars().take(8).collect();
                format!("{worth} (publisher {start}\u{2026})")
            }
            _ => worth.to_owned(),
        }
    }
}
