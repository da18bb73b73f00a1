//! Ed25519 keys and signatures of release binaries, in the text forms of the Go reference.
//!
//! What is signed is the text of the binary's SHA-256 digest, 64 lower-case hexadecimal digits,
//! with plain Ed25519 (RFC 8032, 5.1: no prehash, no context). Keys and signatures are text in
//! standard, padded base64. As in Go, line breaks inside are passed over and the unused bits of
//! the last digit may be anything; spaces, the URL alphabet and missing padding are errors.
//!
//! ```
//! use wick_proto::Digest;
//! use wick_proto::signing::SigningKey;
//!
//! let key = SigningKey::generate()?;
//! let digest = Digest::of(b"a binary");
//! let signature = key.sign(&digest);
//! assert!(key.verifying_key().verify(&digest, &signature));
//! assert!(!key.verifying_key().verify(&Digest::of(b"another"), &signature));
//! # Ok::<(), wick_proto::signing::SigningError>(())
//! ```

mod private;
mod public;
mod text;

pub use private::SigningKey;
pub use public::{Signature, VerifyingKey};

/// A key or a signature that cannot be read or made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SigningError {
    /// It is not base64.
    #[error("decode {what}: not standard base64 with padding")]
    Base64 {
        /// What was read.
        what: &'static str,
        /// Where and why.
        #[source]
        source: base64::DecodeError,
    },
    /// It has the wrong number of bytes.
    #[error("{what} must be {expected} bytes, got {found}")]
    Length {
        /// What was read.
        what: &'static str,
        /// Bytes that it has to have.
        expected: usize,
        /// Bytes that it has.
        found: usize,
    },
    /// The public half of a private key does not belong to its seed.
    #[error(
        "signing key is damaged: its public half does not belong to its seed; generate a new key"
    )]
    Mismatch,
    /// The public key is no point of the curve, or one for which signatures prove nothing.
    #[error("public key is not a usable Ed25519 key")]
    PublicKey,
    /// The operating system gave no random bytes.
    #[error("no random bytes from the operating system for a new key")]
    Random,
}
