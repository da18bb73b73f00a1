//! Decides whether a candidate may run, and holds on to the file that was decided about.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use wick_proto::manifest::{Kind, Manifest};
use wick_proto::verify::{self, VerifyError as Refusal};
use wick_proto::{ConnectorKey, Digest, Platform};

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
}

/// Why a candidate may not run.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// The plugin is of a kind that this host cannot call.
    #[error("{}: a plugin of kind {kind}, and this host runs connectors only", directory.display())]
    Kind {
        /// The plugin's directory.
        directory: PathBuf,
        /// What it is.
        kind: Kind,
    },
    /// The manifest or the policy forbids it.
    #[error("{}: connector {key} was refused", directory.display())]
    Refused {
        /// The connector's key.
        key: ConnectorKey,
        /// The plugin's directory.
        directory: PathBuf,
        /// Which check failed.
        source: Refusal,
    },
    /// The binary cannot be read.
    #[error("{}: the plugin's binary cannot be read", path.display())]
    Unreadable {
        /// The binary.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
}

impl VerifyError {
    /// What to do about it, where the message does not say so itself.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Kind { directory, .. } => Some(format!("remove {}", directory.display())),
            Self::Refused { .. } => None,
            Self::Unreadable { .. } => Some("check who may read it".to_owned()),
        }
    }
}

/// Opens the candidate's binary, hashes it, and checks kind, platform, protocol version, digest and
/// signature, in that order.
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
    verify::check(&manifest, &Platform::current(), &digest, policy.as_policy()).map_err(
        |source| VerifyError::Refused {
            key: key.clone(),
            directory,
            source,
        },
    )?;
    Ok(Verified {
        key,
        path,
        file: Arc::new(file),
        stamp,
        digest,
        manifest: Arc::new(manifest),
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

/// What changes whenever the file's content does. The change time of Unix cannot be set back.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Stamp {
    bytes: u64,
    modified: Option<std::time::SystemTime>,
    changed: (i64, i64),
}

impl Stamp {
    fn of(file: &File) -> io::Result<Self> {
        let metadata = file.metadata()?;
        #[cfg(unix)]
        let changed = {
            use std::os::unix::fs::MetadataExt;
            (metadata.ctime(), metadata.ctime_nsec())
        };
        #[cfg(not(unix))]
        let changed = (0, 0);
        Ok(Self {
            bytes: metadata.len(),
            modified: metadata.modified().ok(),
            changed,
        })
    }
}

/// Reads a shared file from its start without touching the shared position.
struct FromStart<'a> {
    file: &'a File,
    position: u64,
}

impl<'a> FromStart<'a> {
    fn of(file: &'a File) -> Self {
        Self { file, position: 0 }
    }
}

impl io::Read for FromStart<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        #[cfg(unix)]
        let count = std::os::unix::fs::FileExt::read_at(self.file, buffer, self.position)?;
        #[cfg(windows)]
        let count = std::os::windows::fs::FileExt::seek_read(self.file, buffer, self.position)?;
        self.position += count as u64;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use wick_proto::signing::SigningKey;
    use wick_proto::verify::SignatureRequirement;

    use super::*;
    use crate::scan::{MANIFEST_FILE, read_directory};

    fn candidate(directory: &Path, edit: impl FnOnce(&mut Manifest)) -> Candidate {
        let mut manifest = Manifest {
            proto_version: 1,
            entry: "bin".to_owned(),
            os_arch: vec![Platform::current().to_string()],
            sha256: Digest::of(b"binary").to_string(),
            ..Manifest::default()
        };
        manifest.module.meta.key = "desk".to_owned();
        edit(&mut manifest);
        fs::write(directory.join("bin"), "binary").unwrap();
        fs::write(directory.join(MANIFEST_FILE), manifest.to_json_pretty()).unwrap();
        read_directory(directory).unwrap()
    }

    #[test]
    fn each_refusal_names_the_plugin() {
        let directory = tempfile::tempdir().unwrap();
        let required = TrustPolicy::default().with_signature(SignatureRequirement::Required);
        let refusal = |edit: fn(&mut Manifest), policy: &TrustPolicy| {
            let error = verify(candidate(directory.path(), edit), policy).unwrap_err();
            assert!(
                error
                    .to_string()
                    .contains(&*directory.path().to_string_lossy())
            );
            error
        };
        let lax = TrustPolicy::default();
        assert!(matches!(
            refusal(|m| m.kind = Kind::Tool, &lax),
            VerifyError::Kind {
                kind: Kind::Tool,
                ..
            }
        ));
        for edit in [
            (|m| m.sha256 = Digest::of(b"other").to_string()) as fn(&mut Manifest),
            |m| m.os_arch.clear(),
            |m| m.proto_version = 2,
        ] {
            assert!(matches!(refusal(edit, &lax), VerifyError::Refused { .. }));
        }
        assert!(matches!(
            refusal(|_| {}, &required),
            VerifyError::Refused {
                source: Refusal::SignatureMissing,
                ..
            }
        ));
    }

    #[test]
    fn a_signed_binary_passes_a_strict_policy() {
        let directory = tempfile::tempdir().unwrap();
        let key = SigningKey::generate().unwrap();
        let signature = key.sign(&Digest::of(b"binary")).to_base64();
        let policy = TrustPolicy::default()
            .with_signature(SignatureRequirement::Required)
            .trusting(key.verifying_key());
        let signed = candidate(directory.path(), |m| m.signature = signature);
        assert_eq!(
            verify(signed, &policy).unwrap().digest(),
            Digest::of(b"binary")
        );
    }

    #[test]
    fn exchanging_the_path_changes_nothing_and_writing_into_the_file_is_noticed() {
        let directory = tempfile::tempdir().unwrap();
        let verified =
            verify(candidate(directory.path(), |_| {}), &TrustPolicy::default()).unwrap();
        let original = directory.path().join("original");
        fs::hard_link(verified.path(), &original).unwrap();
        fs::write(directory.path().join("new"), "attack").unwrap();
        fs::rename(directory.path().join("new"), verified.path()).unwrap();
        assert!(verified.is_unchanged().unwrap());
        assert!(!verified.is_unchanged_at_path().unwrap());

        fs::write(&original, "attack").unwrap();
        assert!(!verified.is_unchanged().unwrap());
    }
}
