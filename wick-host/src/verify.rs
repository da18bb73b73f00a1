//! Decides whether a candidate may run, and holds on to the file that was decided about.

mod content;
mod error;
#[cfg(target_os = "linux")]
mod lease;
pub(crate) mod settled;
pub(crate) mod stamp;
pub(crate) mod writers;

pub(crate) use content::Content;
pub use error::VerifyError;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use wick_proto::manifest::{Kind, Manifest};
use wick_proto::verify::{self, Signatures};
use wick_proto::{ConnectorKey, Digest, Platform};

use crate::binary;
use crate::digests::DigestCache;
use crate::policy::TrustPolicy;
use crate::scan::Candidate;

/// A plugin that may run: its binary is open, hashed, and what its manifest and the policy allow.
///
/// Only [`verify`](fn@verify) makes one, and only a `Verified` can be started. What is started is the open
/// file; whatever lies at its path later does not matter.
#[derive(Clone, Debug)]
pub struct Verified {
    key: ConnectorKey,
    directory: PathBuf,
    path: PathBuf,
    content: Arc<Content>,
    manifest: Arc<Manifest>,
    document: Arc<[u8]>,
    signatures: Signatures,
}

/// Opens the candidate's binary, hashes it, and checks kind, platform, protocol version, digest,
/// signature and signature of the whole manifest, in that order.
///
/// # Errors
///
/// The first check that fails.
pub fn verify(candidate: Candidate, policy: &TrustPolicy) -> Result<Verified, VerifyError> {
    verify_with(candidate, policy, &DigestCache::new())
}

/// The same, but a binary that is known as it is gets not hashed again.
///
/// # Errors
///
/// The first check that fails.
pub fn verify_with(
    candidate: Candidate,
    policy: &TrustPolicy,
    digests: &DigestCache,
) -> Result<Verified, VerifyError> {
    let Candidate {
        key,
        directory,
        binary: path,
        manifest,
        unknown_kind,
        document,
    } = candidate;
    if manifest.kind != Kind::Connector {
        return Err(VerifyError::Kind {
            directory,
            kind: manifest.kind,
        });
    }
    if let Some(kind) = unknown_kind {
        return Err(VerifyError::UnknownKind { directory, kind });
    }
    let content = binary::open(&path)
        .and_then(|file| Content::of(file, digests))
        .map_err(|source| VerifyError::Unreadable {
            path: path.clone(),
            source,
        })?;
    let digest = content.digest();
    let platform = Platform::current();
    let signatures = verify::check(&manifest, &document, &platform, &digest, policy.as_policy())
        .map_err(|source| VerifyError::Refused {
            key: key.clone(),
            directory: directory.clone(),
            source,
        })?;
    Ok(Verified {
        key,
        directory,
        path,
        content: Arc::new(content),
        manifest: Arc::new(manifest),
        document,
        signatures,
    })
}

impl Verified {
    /// The connector's key.
    pub fn key(&self) -> &ConnectorKey {
        &self.key
    }

    /// The plugin's directory.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// Where the binary was found.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What `plugin.json` says.
    pub fn manifest(&self) -> &Arc<Manifest> {
        &self.manifest
    }

    /// The bytes of `plugin.json`.
    pub(crate) fn document(&self) -> &[u8] {
        &self.document
    }

    /// The digest of the binary.
    pub fn digest(&self) -> Digest {
        self.content.digest()
    }

    /// What the plugin's signatures are worth under the policy that it was verified with.
    pub fn signatures(&self) -> &Signatures {
        &self.signatures
    }

    /// Whether it is the same version in the same place: neither manifest nor binary differ.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.digest() == other.digest()
            && self.document == other.document
            && self.directory == other.directory
    }

    /// The open binary.
    pub(crate) fn content(&self) -> &Content {
        &self.content
    }
}

#[cfg(test)]
mod tests;
