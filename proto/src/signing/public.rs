use std::fmt;

use super::{SigningError, text};
use crate::Digest;

/// A public key that verifies release binaries. Its text is 44 characters of base64.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct VerifyingKey(pub(super) ed25519_dalek::VerifyingKey);

impl VerifyingKey {
    /// Reads a key.
    ///
    /// # Errors
    ///
    /// Text that is not base64, not of 32 bytes, or not a point of the curve that can prove
    /// anything. The reference takes any 32 bytes, and then no signature, or nearly any, matches.
    pub fn from_base64(text: &str) -> Result<Self, SigningError> {
        let bytes = text::decode::<32>("public key", text)?;
        match ed25519_dalek::VerifyingKey::from_bytes(&bytes) {
            Ok(key) if !key.is_weak() => Ok(Self(key)),
            _ => Err(SigningError::PublicKey),
        }
    }

    /// The key as text.
    pub fn to_base64(&self) -> String {
        text::encode(self.0.as_bytes())
    }

    /// Whether `signature` was made over the text of `digest` by this key's private half.
    pub fn verify(&self, digest: &Digest, signature: &Signature) -> bool {
        self.verify_bytes(digest.to_string().as_bytes(), signature)
    }

    /// Whether `signature` was made over `message`, the canonical form of a manifest.
    pub(crate) fn verify_bytes(&self, message: &[u8], signature: &Signature) -> bool {
        let signature = ed25519_dalek::Signature::from_bytes(&signature.0);
        self.0.verify_strict(message, &signature).is_ok()
    }
}

impl fmt::Display for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_base64())
    }
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ed25519:{self}")
    }
}

/// A signature of a release binary. Its text is 88 characters of base64.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Signature(pub(super) [u8; 64]);

impl Signature {
    /// Reads a signature.
    ///
    /// # Errors
    ///
    /// Text that is not base64 or not of 64 bytes.
    pub fn from_base64(text: &str) -> Result<Self, SigningError> {
        text::decode::<64>("signature", text).map(|bytes| Self(*bytes))
    }

    /// The signature as text.
    pub fn to_base64(&self) -> String {
        text::encode(&self.0)
    }
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_base64())
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ed25519:{self}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signing::SigningKey;

    #[test]
    fn a_signature_holds_for_its_key_and_its_digest_only() {
        let key = SigningKey::generate().unwrap();
        let digest = Digest::of(b"binary");
        let signature = key.sign(&digest);
        assert!(key.verifying_key().verify(&digest, &signature));

        let other = SigningKey::generate().unwrap();
        assert!(!other.verifying_key().verify(&digest, &signature));
        assert!(
            !key.verifying_key()
                .verify(&Digest::of(b"Binary"), &signature)
        );
        for at in 0..64 {
            let mut bent = signature;
            bent.0[at] ^= 1;
            assert!(!key.verifying_key().verify(&digest, &bent), "byte {at}");
        }
    }

    #[test]
    fn text_round_trips() {
        let key = SigningKey::generate().unwrap();
        let public = key.verifying_key();
        assert_eq!(public.to_base64().len(), 44);
        assert_eq!(VerifyingKey::from_base64(&public.to_base64()), Ok(public));

        let signature = key.sign(&Digest::of(b"binary"));
        assert_eq!(signature.to_base64().len(), 88);
        assert_eq!(
            Signature::from_base64(&signature.to_base64()),
            Ok(signature)
        );
    }

    #[test]
    fn keys_that_prove_nothing_are_refused() {
        // The neutral element: of small order, so that forged signatures exist.
        let mut neutral = [0; 32];
        neutral[0] = 1;
        // y = 2 is not on the curve.
        let mut off_curve = [0; 32];
        off_curve[0] = 2;
        for bytes in [neutral, off_curve] {
            assert_eq!(
                VerifyingKey::from_base64(&text::encode(&bytes)),
                Err(SigningError::PublicKey)
            );
        }
    }
}
