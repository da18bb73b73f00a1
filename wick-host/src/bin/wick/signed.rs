//! What a manifest's signatures are worth.

use wick_host::Candidate;
use wick_proto::Digest;
use wick_proto::signing::VerifyingKey;
use wick_proto::verify::Signatures;

/// What can be told without reading the binary.
pub(crate) struct Signed {
    /// `none`, `unchecked` (no key is trusted), `valid` or `invalid`, for the digest that the manifest
    /// names.
    pub(crate) binary: &'static str,
    /// The same of the whole manifest.
    pub(crate) manifest: &'static str,
}

/// What the signatures are worth for who trusts these keys.
pub(crate) fn signed(candidate: &Candidate, trusted: &[VerifyingKey]) -> Signed {
    let manifest = &candidate.manifest;
    // A text that is no digest is that of no binary.
    let digest = manifest.sha256.parse();
    let digest = digest.unwrap_or_else(|_| Digest::of(&[]));
    match Signatures::of(manifest, &candidate.document, &digest, trusted) {
        Ok(signatures) => Signed {
            binary: signatures.binary.as_str(),
            manifest: signatures.manifest.as_str(),
        },
        // It has one, and nobody can say of what.
        Err(_) => Signed {
            binary: "invalid",
            manifest: "invalid",
        },
    }
}
