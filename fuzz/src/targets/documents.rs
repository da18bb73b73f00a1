//! JSON of publishers.

use wick_host::diff::Diff;
use wick_proto::catalog::{self, Catalog};
use wick_proto::manifest::{Kind, Manifest};
use wick_proto::signing::VerifyingKey;
use wick_proto::{Digest, ErrorDetail, Platform, gojson, verify};

/// A public key, of RFC 8032, 7.1, test 1.
const KEY: &str = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaHcHURo=";

fn keys() -> [VerifyingKey; 1] {
    let key = VerifyingKey::from_base64(KEY);
    [key.unwrap_or_else(|error| panic!("{error}"))]
}

pub(super) fn manifest(bytes: &[u8]) {
    let _ = Kind::unknown_in(bytes);
    let Ok(manifest) = Manifest::from_json(bytes) else {
        return;
    };
    let text = manifest.to_json();
    let again = Manifest::from_json(text.as_bytes());
    assert_eq!(again.map(|again| again.to_json()).ok(), Some(text));
    let _ = manifest.to_json_pretty();
    let policy = verify::Policy {
        signature: verify::SignatureRequirement::Manifest,
        trusted: keys().to_vec(),
    };
    let _ = verify::check(
        &manifest,
        bytes,
        &Platform::current(),
        &Digest::of(b""),
        &policy,
    );
}

pub(super) fn catalog(bytes: &[u8]) {
    let Ok(catalog) = Catalog::from_json(bytes) else {
        return;
    };
    let again = Catalog::from_json(catalog.to_json().as_bytes());
    assert_eq!(again.map(|again| again.entries).ok(), Some(catalog.entries));
    let _ = catalog::signer(bytes, &keys());
}

pub(super) fn json(bytes: &[u8]) {
    let _ = gojson::from_slice::<Manifest>(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = ErrorDetail::from_json(text);
    }
}

/// Two manifests, with a zero byte between them.
pub(super) fn diff(bytes: &[u8]) {
    let mut parts = bytes.splitn(2, |byte| *byte == 0).map(Manifest::from_json);
    if let (Some(Ok(old)), Some(Ok(new))) = (parts.next(), parts.next()) {
        let diff = Diff::between(&old, &new);
        assert!(
            diff.changes().len() <= bytes.len(),
            "more changes than bytes"
        );
    }
}
