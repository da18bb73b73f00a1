//! What a manifest's signature is worth.

use wick_proto::Digest;
use wick_proto::manifest::Manifest;
use wick_proto::signing::{Signature, VerifyingKey};

/// `none`, `unchecked` (no key is trusted), `valid` or `invalid`, for the digest that the manifest
/// names.
pub(crate) fn signed(manifest: &Manifest, trusted: &[VerifyingKey]) -> &'static str {
    if manifest.signature.is_empty() {
        return "none";
    }
    if trusted.is_empty() {
        return "unchecked";
    }
    let signature = Signature::from_base64(&manifest.signature);
    match (manifest.sha256.parse::<Digest>(), signature) {
        (Ok(digest), Ok(signature))
            if trusted.iter().any(|key| key.verify(&digest, &signature)) =>
        {
            "valid"
        }
        _ => "invalid",
    }
}

#[cfg(test)]
mod tests {
    use wick_proto::signing::SigningKey;

    use super::*;

    #[test]
    fn every_verdict() {
        let key = SigningKey::generate().unwrap();
        let digest = Digest::of(b"binary");
        let mut manifest = Manifest {
            sha256: digest.to_string(),
            ..Manifest::default()
        };
        let trusting = |key: &SigningKey| [key.verifying_key()];
        assert_eq!(signed(&manifest, &trusting(&key)), "none");
        manifest.signature = key.sign(&digest).to_base64();
        assert_eq!(signed(&manifest, &[]), "unchecked");
        assert_eq!(signed(&manifest, &trusting(&key)), "valid");
        assert_eq!(
            signed(&manifest, &trusting(&SigningKey::generate().unwrap())),
            "invalid"
        );
        manifest.sha256 = Digest::of(b"another").to_string();
        assert_eq!(signed(&manifest, &trusting(&key)), "invalid");
    }
}
