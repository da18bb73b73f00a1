//! Decides whether a candidate may run, and holds on to the file that was decided about.

mod error;
mod stamp;

pub use error::VerifyError;

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use wick_proto::manifest::{Kind, Manifest};
use wick_proto::verify::{self, Signatures};
use wick_proto::{ConnectorKey, Digest, Platform};

use self::stamp::{FromStart, Stamp};

use crate::policy::TrustPolicy;
use crate::scan::Candidate;

/// A plugin that may run: its binary is open, hashed, and what its manifest and the policy allow.
///
/// Only [`verify`](fn@verify) makes one, and only a `Verified` can be started. What is started is the open
/// file; whatever lies at its path later does not matter.
#[derive(Clone, Debug)]
pub struct Verified {
    key: ConnectorKey,
    path: PathBuf,
    file: Arc<File>,
    stamp: Stamp,
    digest: Digest,
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
    let Candidate {
        key,
        directory,
        binary: path,
        manifest,
        document,
    } = candidate;
    if manifest.kind != Kind::Connector {
        return Err(VerifyError::Kind {
            directory,
            kind: manifest.kind,
        });
    }
    let (file, stamp, digest) = open_and_hash(&path).map_err(|source| VerifyError::Unreadable {
        path: path.clone(),
        source,
    })?;
    let platform = Platform::current();
    let signatures = verify::check(&manifest, &document, &platform, &digest, policy.as_policy())
        .map_err(|source| VerifyError::Refused {
            key: key.clone(),
            directory,
            source,
        })?;
    Ok(Verified {
        key,
        path,
        file: Arc::new(file),
        stamp,
        digest,
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

    /// Where the binary was found.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What `plugin.json` says.
    pub fn manifest(&self) -> &Arc<Manifest> {
        &self.manifest
    }

    /// The digest of the binary.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// What the plugin's signatures are worth under the policy that it was verified with.
    pub fn signatures(&self) -> &Signatures {
        &self.signatures
    }

    pub(crate) fn file(&self) -> &Arc<File> {
        &self.file
    }

    /// Whether the open file still holds the bytes that were verified: it cannot be exchanged, but
    /// could have been written into since. It is hashed again only if the file system says that
    /// anything about it changed.
    pub(crate) fn is_unchanged(&self) -> io::Result<bool> {
        if Stamp::of(&self.file)? == self.stamp {
            return Ok(true);
        }
        Ok(Digest::of_reader(FromStart::of(&self.file))? == self.digest)
    }

    /// Whether the file at the path holds the bytes that were verified. For where the open file
    /// itself cannot be executed: the path may be exchanged right after.
    pub(crate) fn is_unchanged_at_path(&self) -> io::Result<bool> {
        Ok(Digest::of_reader(File::open(&self.path)?)? == self.digest)
    }
}

fn open_and_hash(path: &Path) -> io::Result<(File, Stamp, Digest)> {
    let file = File::open(path)?;
    // Before hashing, so that a change meanwhile shows as a difference later.
    let stamp = Stamp::of(&file)?;
    let digest = Digest::of_reader(&file)?;
    Ok((file, stamp, digest))
}

#[cfg(test)]
mod tests;
