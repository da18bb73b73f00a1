use std::fmt;

use ed25519_dalek::Signer;
use zeroize::Zeroizing;

use super::{Signature, SigningError, VerifyingKey, text};
use crate::Digest;

/// A private key that signs release binaries. It is wiped from memory when dropped and never
/// printed by `Debug`.
#[derive(Clone)]
pub struct SigningKey(ed25519_dalek::SigningKey);

impl SigningKey {
    /// A new key, from the operating system's random bytes.
    ///
    /// # Errors
    ///
    /// [`SigningError::Random`].
    pub fn generate() -> Result<Self, SigningError> {
        let mut seed = Zeroizing::new([0; 32]);
        getrandom::fill(&mut *seed).map_err(|_| SigningError::Random)?;
        Ok(Self(ed25519_dalek::SigningKey::from_bytes(&seed)))
    }

    /// Reads the content of a key file: base64 of the 32 bytes of the seed and the 32 of the public
    /// key. Space around it is passed over.
    ///
    /// # Errors
    ///
    /// Text that is not base64, not of 64 bytes, or whose halves do not belong together. No error
    /// tells anything of the key.
    pub fn from_base64(text: &str) -> Result<Self, SigningError> {
        let pair = text::decode::<64>("signing key", text.trim())?;
        match ed25519_dalek::SigningKey::from_keypair_bytes(&pair) {
            Ok(key) => Ok(Self(key)),
            Err(_) => Err(SigningError::Mismatch),
        }
    }

    /// The content of a key file, 88 characters without a newline. Wiped when dropped.
    pub fn to_base64(&self) -> Zeroizing<String> {
        let pair = Zeroizing::new(self.0.to_keypair_bytes());
        Zeroizing::new(text::encode(&*pair))
    }

    /// The public key that verifies what this key signs.
    pub fn verifying_key(&self) -> VerifyingKey {
        VerifyingKey(self.0.verifying_key())
    }

    /// Signs the text of `digest`.
    pub fn sign(&self, digest: &Digest) -> Signature {
        self.sign_bytes(digest.to_string().as_bytes())
    }

    /// Signs the canonical form of a manifest.
    pub(crate) fn sign_bytes(&self, message: &[u8]) -> Signature {
        Signature(self.0.sign(message).to_bytes())
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey")
            .field("public", &self.verifying_key())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // RFC 8032, 7.1, TEST 3.
    const SEED: &str = "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7";
    const PUBLIC: &str = "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025";
    const MESSAGE: &str = "af82";
    const SIGNATURE: &str = "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac\
                             18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a";

    fn key() -> SigningKey {
        let pair = hex::decode(format!("{SEED}{PUBLIC}")).unwrap();
        SigningKey::from_base64(&text::encode(&pair)).unwrap()
    }

    #[test]
    fn the_algorithm_is_that_of_rfc_8032() {
        let signature = key().0.sign(&hex::decode(MESSAGE).unwrap());
        assert_eq!(hex::encode(signature.to_bytes()), SIGNATURE);
        assert_eq!(hex::encode(key().verifying_key().0.as_bytes()), PUBLIC);
    }

    // Made by Go's crypto/ed25519 with the same key over the digest of "abc" as text.
    #[test]
    fn signs_the_text_of_the_digest_as_go_does() {
        assert_eq!(
            key().sign(&Digest::of(b"abc")).to_base64(),
            "wgGfk+ymxalKcvOoOw0Pt2jrTV1Gqrq66z3NsnSs+O+mevXZgEB2ODj3kCBnLLgrOf0zE7nnyaOfRAk/SVS0BQ=="
        );
    }

    #[test]
    fn text_round_trips_and_space_around_it_is_passed_over() {
        let key = SigningKey::generate().unwrap();
        let text = key.to_base64();
        assert_eq!(text.len(), 88);
        let again = SigningKey::from_base64(&format!(" \n{}\r\n", *text)).unwrap();
        assert_eq!(again.to_base64(), text);
        assert_ne!(SigningKey::generate().unwrap().to_base64(), text);
    }

    #[test]
    fn damaged_keys_are_refused_without_telling_them() {
        let text = key().to_base64();
        let half = text::encode(&hex::decode(SEED).unwrap());
        assert_eq!(
            SigningKey::from_base64(&half).unwrap_err().to_string(),
            "signing key must be 64 bytes, got 32"
        );
        let other = format!("A{}", &text[1..]);
        assert_eq!(
            SigningKey::from_base64(&other).unwrap_err(),
            SigningError::Mismatch
        );
        let spaced = format!("{} {}", &text[..10], &text[10..]);
        let error = SigningKey::from_base64(&spaced).unwrap_err();
        assert!(matches!(error, SigningError::Base64 { .. }));
        for part in [&text[..10], &text[10..]] {
            assert!(!format!("{error:?} {error}").contains(part));
        }
    }

    #[test]
    fn debug_shows_the_public_key_only() {
        let shown = format!("{:?}", key());
        assert!(
            shown.contains(&key().verifying_key().to_base64()),
            "{shown}"
        );
        assert!(!shown.contains(&key().to_base64()[..20]), "{shown}");
        assert!(!shown.contains(SEED), "{shown}");
    }
}
