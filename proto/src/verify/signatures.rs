use crate::Digest;
use crate::manifest::{DocumentError, Manifest, Whole};
use crate::signing::{Signature, VerifyingKey};

/// What the two signatures of a plugin are worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signatures {
    /// That of the binary, by way of its digest: the reference's.
    pub binary: Standing,
    /// That of the whole manifest, the digest in it included.
    pub manifest: Standing,
}

/// What one signature is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// There is none.
    Missing,
    /// There is one, and no key to check it with.
    Unchecked,
    /// It is by this key.
    Valid(VerifyingKey),
    /// It is by none of the keys, or over something else.
    Invalid,
}

impl Signatures {
    /// Checks both signatures with `keys`. `document` are the bytes that `manifest` was read from,
    /// `digest` that of the binary.
    ///
    /// # Errors
    ///
    /// A manifest that is signed as a whole and is not strict JSON, or ambiguous.
    pub fn of(
        manifest: &Manifest,
        document: &[u8],
        digest: &Digest,
        keys: &[VerifyingKey],
    ) -> Result<Self, DocumentError> {
        Ok(Self {
            binary: of_binary(manifest, digest, keys),
            manifest: of_manifest(manifest, document, keys)?,
        })
    }

    /// The key that vouches for the plugin: that of the manifest, which covers the binary too, or
    /// else that of the binary.
    pub fn publisher(&self) -> Option<VerifyingKey> {
        self.manifest.signer().or(self.binary.signer())
    }
}

impl Standing {
    /// Whose signature it is, if it is valid.
    pub fn signer(&self) -> Option<VerifyingKey> {
        match self {
            Self::Valid(key) => Some(*key),
            _ => None,
        }
    }

    /// `none`, `unchecked`, `valid` or `invalid`.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Missing => "none",
            Self::Unchecked => "unchecked",
            Self::Valid(_) => "valid",
            Self::Invalid => "invalid",
        }
    }

    fn of_checked(signer: Option<VerifyingKey>, keys: &[VerifyingKey]) -> Self {
        match signer {
            Some(key) => Self::Valid(key),
            None if keys.is_empty() => Self::Unchecked,
            None => Self::Invalid,
        }
    }
}

fn of_binary(manifest: &Manifest, digest: &Digest, keys: &[VerifyingKey]) -> Standing {
    if manifest.signature.is_empty() {
        return Standing::Missing;
    }
    let signature = Signature::from_base64(&manifest.signature).ok();
    let signer = signature.and_then(|signature| {
        let made_it = |key: &&VerifyingKey| key.verify(digest, &signature);
        keys.iter().find(made_it).copied()
    });
    Standing::of_checked(signer, keys)
}

fn of_manifest(
    manifest: &Manifest,
    document: &[u8],
    keys: &[VerifyingKey],
) -> Result<Standing, DocumentError> {
    let whole = match Whole::parse(document) {
        Ok(whole) => whole,
        // The reference takes JSON that is not strict, and so do we where nobody signed it.
        Err(_) if manifest.manifest_signature.is_empty() => return Ok(Standing::Missing),
        Err(error) => return Err(error),
    };
    match whole.is_signed() {
        true => Ok(Standing::of_checked(whole.signer(keys)?, keys)),
        false => Ok(Standing::Missing),
    }
}
