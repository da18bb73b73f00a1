//! Whether a host may run a plugin: the checks before a binary is started.

mod policy;
mod signatures;

pub use policy::{Policy, PolicyError, SignatureRequirement, parse_trusted_keys};
pub use signatures::{Signatures, Standing};

use crate::manifest::{DocumentError, Manifest};
use crate::{Digest, Platform, environment, version};

/// Checks a plugin in the order of the Go reference, and then what it does not check: platform,
/// protocol version, digest, signature, signature of the whole manifest.
///
/// `document` are the bytes that `manifest` was read from. `digest` is that of the binary that is
/// about to run; whoever calls has to run exactly those bytes.
///
/// # Errors
///
/// The first check that fails.
pub fn check(
    manifest: &Manifest,
    document: &[u8],
    platform: &Platform,
    digest: &Digest,
    policy: &Policy,
) -> Result<Signatures, VerifyError> {
    check_platform(manifest, platform)?;
    check_protocol(manifest)?;
    check_digest(manifest, digest)?;
    let signatures = Signatures::of(manifest, document, digest, &policy.trusted)
        .map_err(VerifyError::ManifestAmbiguous)?;
    check_signature(&signatures, policy)?;
    check_manifest_signature(&signatures, policy)?;
    Ok(signatures)
}

/// Why a host refuses a plugin.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// The binary is not the one that the manifest was written for.
    #[error(
        "integrity check failed: binary sha256 {binary} != manifest {manifest:?}; \
         rebuild or reinstall the plugin"
    )]
    Digest {
        /// Of the binary.
        binary: Digest,
        /// What the manifest says.
        manifest: String,
    },
    /// The manifest is signed as a whole, and two readers can disagree on what that is.
    #[error("the manifest cannot be verified as a whole; reinstall the plugin")]
    ManifestAmbiguous(#[source] DocumentError),
    /// The whole manifest was signed by none of the trusted keys, or changed since.
    #[error(
        "plugin.json was changed after it was signed, or its signer is not trusted ({trusted} keys \
         are); reinstall the plugin, or trust its publisher's public key in {}",
        environment::TRUSTED_KEYS
    )]
    ManifestSignatureMismatch {
        /// The number of trusted keys.
        trusted: usize,
    },
    /// The whole manifest must be signed, and is not.
    #[error(
        "a signature of the whole plugin.json is required and there is none; install a release \
         signed with `wick sign`, or set {}=1 to ask for a signed binary only",
        environment::REQUIRE_SIGNATURE
    )]
    ManifestSignatureMissing,
    /// The binary runs elsewhere.
    #[error("incompatible arch: need [{}], have {have}; install the plugin's {have} build", .need.join(" "))]
    Platform {
        /// Where the binary runs.
        need: Vec<String>,
        /// The host's platform.
        have: Platform,
    },
    /// The plugin speaks a protocol version that the host does not.
    #[error(
        "proto v{plugin} unsupported (host speaks v{}–v{}); {}",
        version::MIN,
        version::CURRENT,
        remedy(*.plugin)
    )]
    ProtocolVersion {
        /// The plugin's version.
        plugin: i64,
    },
    /// There is a signature, none is required, and it is by none of the trusted keys.
    #[error(
        "signature present but does not match any trusted key; reinstall the plugin, or trust its \
         publisher's public key in {}",
        environment::TRUSTED_KEYS
    )]
    SignatureMismatch,
    /// A signature is required and there is none.
    #[error(
        "signature required but plugin is unsigned; install a signed release, or set {}=0",
        environment::REQUIRE_SIGNATURE
    )]
    SignatureMissing,
    /// A signature is required, and the one there is by none of the trusted keys.
    #[error(
        "signature verification failed (no trusted key matched, of {trusted}); reinstall the plugin, \
         or trust its publisher's public key in {}",
        environment::TRUSTED_KEYS
    )]
    SignatureUntrusted {
        /// The number of trusted keys.
        trusted: usize,
    },
}

fn remedy(plugin: i64) -> &'static str {
    match plugin > i64::from(version::CURRENT) {
        true => "update the host",
        false => "rebuild the plugin with a newer SDK",
    }
}

fn check_platform(manifest: &Manifest, platform: &Platform) -> Result<(), VerifyError> {
    let have = platform.to_string();
    match manifest.os_arch.contains(&have) {
        true => Ok(()),
        false => Err(VerifyError::Platform {
            need: manifest.os_arch.clone(),
            have: platform.clone(),
        }),
    }
}

fn check_protocol(manifest: &Manifest) -> Result<(), VerifyError> {
    match u32::try_from(manifest.proto_version) {
        Ok(plugin) if version::is_supported(plugin) => Ok(()),
        _ => Err(VerifyError::ProtocolVersion {
            plugin: manifest.proto_version,
        }),
    }
}

fn check_digest(manifest: &Manifest, digest: &Digest) -> Result<(), VerifyError> {
    // Compared as text: upper-case hex never matches in the reference either.
    match digest.to_string() == manifest.sha256 {
        true => Ok(()),
        false => Err(VerifyError::Digest {
            binary: *digest,
            manifest: manifest.sha256.clone(),
        }),
    }
}

fn check_signature(signatures: &Signatures, policy: &Policy) -> Result<(), VerifyError> {
    use SignatureRequirement::{Manifest, Optional, Required};
    use Standing::{Invalid, Missing, Unchecked, Valid};

    let untrusted = || VerifyError::SignatureUntrusted {
        trusted: policy.trusted.len(),
    };
    match (policy.signature, &signatures.binary) {
        (Required, Missing) => Err(VerifyError::SignatureMissing),
        (Required, Unchecked | Invalid) => Err(untrusted()),
        (Manifest | Optional, Invalid) => Err(VerifyError::SignatureMismatch),
        // A signature of the whole manifest covers the binary too.
        (Manifest | Optional, Missing | Unchecked) => Ok(()),
        (_, Valid(_)) => Ok(()),
    }
}

fn check_manifest_signature(signatures: &Signatures, policy: &Policy) -> Result<(), VerifyError> {
    use SignatureRequirement::Manifest;

    let mismatch = || VerifyError::ManifestSignatureMismatch {
        trusted: policy.trusted.len(),
    };
    match &signatures.manifest {
        Standing::Valid(_) => Ok(()),
        Standing::Invalid => Err(mismatch()),
        Standing::Unchecked if policy.signature == Manifest => Err(mismatch()),
        Standing::Missing if policy.signature == Manifest => {
            Err(VerifyError::ManifestSignatureMissing)
        }
        Standing::Missing | Standing::Unchecked => Ok(()),
    }
}

#[cfg(test)]
mod tests;
