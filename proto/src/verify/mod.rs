//! Whether a host may run a plugin: the checks before a binary is started.

mod policy;

pub use policy::{Policy, PolicyError, SignatureRequirement, parse_trusted_keys};

use crate::manifest::Manifest;
use crate::signing::Signature;
use crate::{Digest, Platform, environment, version};

/// Checks a plugin in the order of the Go reference: platform, protocol version, digest, signature.
///
/// `digest` is that of the binary that is about to run; whoever calls has to run exactly those
/// bytes.
///
/// # Errors
///
/// The first check that fails.
pub fn check(
    manifest: &Manifest,
    platform: &Platform,
    digest: &Digest,
    policy: &Policy,
) -> Result<(), VerifyError> {
    check_platform(manifest, platform)?;
    check_protocol(manifest)?;
    check_digest(manifest, digest)?;
    check_signature(manifest, digest, policy)
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

fn check_signature(
    manifest: &Manifest,
    digest: &Digest,
    policy: &Policy,
) -> Result<(), VerifyError> {
    use SignatureRequirement::{Optional, Required};

    let unsigned = manifest.signature.is_empty();
    let matches = || {
        Signature::from_base64(&manifest.signature).is_ok_and(|signature| {
            policy
                .trusted
                .iter()
                .any(|key| key.verify(digest, &signature))
        })
    };
    match policy.signature {
        Required if unsigned => Err(VerifyError::SignatureMissing),
        Required if !matches() => Err(VerifyError::SignatureUntrusted {
            trusted: policy.trusted.len(),
        }),
        Optional if !unsigned && !policy.trusted.is_empty() && !matches() => {
            Err(VerifyError::SignatureMismatch)
        }
        Required | Optional => Ok(()),
    }
}

#[cfg(test)]
mod tests;
