use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use wick_proto::Digest;
use wick_proto::signing::SigningKey;

use crate::scan::{MANIFEST_FILE, ScanProblem, read_directory};

/// A plugin directory that cannot be signed. It is as it was.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SignError {
    /// The binary is not the one that the manifest was written for, so nobody knows what would be
    /// signed.
    #[error("{}: sha256 {binary} is not that of the manifest, {manifest:?}", path.display())]
    Digest {
        /// The binary.
        path: PathBuf,
        /// Its digest.
        binary: Digest,
        /// What the manifest says.
        manifest: String,
    },
    /// The binary cannot be read.
    #[error("{}: the binary cannot be read", path.display())]
    Read {
        /// The binary.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// It is not a plugin directory.
    #[error(transparent)]
    Scan(#[from] ScanProblem),
    /// The manifest cannot be written.
    #[error("{}: cannot be written", path.display())]
    Write {
        /// The manifest.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
}

impl SignError {
    /// What to do about it, where the message does not say so itself.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Digest { .. } => Some("pack the plugin again".to_owned()),
            Self::Scan(problem) => problem.hint(),
            Self::Read { .. } | Self::Write { .. } => None,
        }
    }
}

/// Signs the binary of a plugin directory and writes the signature into its manifest, in place of
/// one that is there.
///
/// # Errors
///
/// A directory that holds no plugin, or another binary than its manifest says.
pub fn sign(directory: &Path, key: &SigningKey) -> Result<(), SignError> {
    let candidate = read_directory(directory)?;
    let digest = File::open(&candidate.binary)
        .and_then(Digest::of_reader)
        .map_err(|source| SignError::Read {
            path: candidate.binary.clone(),
            source,
        })?;
    let mut manifest = candidate.manifest;
    if digest.to_string() != manifest.sha256 {
        return Err(SignError::Digest {
            path: candidate.binary,
            binary: digest,
            manifest: manifest.sha256,
        });
    }
    manifest.signature = key.sign(&digest).to_base64();
    let path = directory.join(MANIFEST_FILE);
    replace(directory, &path, &manifest.to_json_pretty())
        .map_err(|source| SignError::Write { path, source })
}

/// Through a rename, so that a host that reads meanwhile sees the old or the new file.
fn replace(directory: &Path, path: &Path, text: &str) -> io::Result<()> {
    let permissions = fs::metadata(path)?.permissions();
    let mut draft = tempfile::NamedTempFile::new_in(directory)?;
    draft.write_all(text.as_bytes())?;
    draft.as_file().set_permissions(permissions)?;
    draft.as_file().sync_all()?;
    draft.persist(path)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use wick_proto::manifest::Manifest;
    use wick_proto::verify::SignatureRequirement;

    use super::*;
    use crate::pack::{Package, directory};
    use crate::{TrustPolicy, verify};

    fn packed(root: &Path) -> PathBuf {
        let binary = root.join("binary");
        fs::write(&binary, "binary").unwrap();
        let mut manifest = Manifest {
            proto_version: 1,
            ..Manifest::default()
        };
        manifest.module.meta.key = "desk".to_owned();
        directory(&Package::new(&binary, manifest), root)
            .unwrap()
            .directory
    }

    #[test]
    fn what_is_signed_passes_a_strict_policy_and_changes_nothing_else() {
        let root = tempfile::tempdir().unwrap();
        let directory = packed(root.path());
        let before = read_directory(&directory).unwrap().manifest;
        let key = SigningKey::generate().unwrap();
        sign(&directory, &key).unwrap();

        let candidate = read_directory(&directory).unwrap();
        let mut after = candidate.manifest.clone();
        assert_ne!(after.signature, "");
        after.signature.clear();
        assert_eq!(after, before);
        let policy = TrustPolicy::default()
            .with_signature(SignatureRequirement::Required)
            .trusting(key.verifying_key());
        verify::verify(candidate, &policy).unwrap();
        assert_eq!(fs::read_dir(&directory).unwrap().count(), 2);
    }

    #[test]
    fn another_binary_is_not_signed() {
        let root = tempfile::tempdir().unwrap();
        let directory = packed(root.path());
        let manifest = fs::read(directory.join(MANIFEST_FILE)).unwrap();
        fs::write(directory.join("desk"), "another").unwrap();
        let error = sign(&directory, &SigningKey::generate().unwrap()).unwrap_err();
        assert!(matches!(error, SignError::Digest { .. }), "{error}");
        assert_eq!(fs::read(directory.join(MANIFEST_FILE)).unwrap(), manifest);
    }
}
