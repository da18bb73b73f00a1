use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use wick_proto::Digest;
use wick_proto::manifest::{Document, DocumentError};
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
    /// The manifest means different things to different readers.
    #[error("{}: cannot be signed", manifest.display())]
    Document {
        /// The manifest.
        manifest: PathBuf,
        /// What is wrong with it.
        source: DocumentError,
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
            Self::Digest { .. } | Self::Document { .. } => Some("pack the plugin again".to_owned()),
            Self::Scan(problem) => problem.hint(),
            Self::Read { .. } | Self::Write { .. } => None,
        }
    }
}

/// Signs the binary of a plugin directory and then its whole manifest, and writes both signatures into
/// the manifest, in place of those that are there. What is in the manifest besides stays, known to us
/// or not.
///
/// # Errors
///
/// A directory that holds no plugin, or another binary than its manifest says.
pub fn sign(directory: &Path, key: &SigningKey) -> Result<(), SignError> {
    let candidate = read_directory(directory)?;
    let digest = candidate.digest().map_err(|source| SignError::Read {
        path: candidate.binary.clone(),
        source,
    })?;
    if digest.to_string() != candidate.manifest.sha256 {
        return Err(SignError::Digest {
            path: candidate.binary,
            binary: digest,
            manifest: candidate.manifest.sha256,
        });
    }
    let path = directory.join(MANIFEST_FILE);
    let text = signed(&candidate.document, &digest, key).map_err(|source| SignError::Document {
        manifest: path.clone(),
        source,
    })?;
    replace(directory, &path, &text).map_err(|source| SignError::Write { path, source })
}

fn signed(document: &[u8], digest: &Digest, key: &SigningKey) -> Result<String, DocumentError> {
    let mut document = Document::parse(document)?;
    document.set("signature", key.sign(digest).to_base64());
    document.sign(key)?;
    Ok(document.to_json_pretty())
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
        for signature in [&mut after.signature, &mut after.manifest_signature] {
            assert_ne!(std::mem::take(signature), "");
        }
        assert_eq!(after, before);
        for requirement in [
            SignatureRequirement::Required,
            SignatureRequirement::Manifest,
        ] {
            let policy = TrustPolicy::default()
                .with_signature(requirement)
                .trusting(key.verifying_key());
            verify::verify(candidate.clone(), &policy).unwrap();
        }
        assert_eq!(fs::read_dir(&directory).unwrap().count(), 2);
    }

    #[test]
    fn signing_keeps_what_only_others_know() {
        let root = tempfile::tempdir().unwrap();
        let directory = packed(root.path());
        let path = directory.join(MANIFEST_FILE);
        let before = fs::read_to_string(&path).unwrap();
        let known = before.replacen('{', "{\n  \"color\": {\"b\": 0.5, \"a\": [null]},", 1);
        fs::write(&path, &known).unwrap();
        let key = SigningKey::generate().unwrap();
        // Twice: the second time in place of the first.
        for _ in 0..2 {
            sign(&directory, &key).unwrap();
        }
        let after = fs::read_to_string(&path).unwrap();
        let (head, tail) = after.split_once("\"schema_version\"").unwrap();
        assert_eq!(
            head.split_whitespace().collect::<String>(),
            r#"{"color":{"b":0.5,"a":[null]},"#
        );
        assert_eq!(tail.matches("manifest_signature").count(), 1);
        assert!(before.contains(tail.split_once(',').unwrap().0));
        let document = Document::parse(after.as_bytes()).unwrap();
        let keys = [key.verifying_key()];
        assert_eq!(document.signer(&keys).unwrap(), Some(keys[0]));
    }

    #[test]
    fn what_is_ambiguous_is_not_signed() {
        let root = tempfile::tempdir().unwrap();
        let directory = packed(root.path());
        let path = directory.join(MANIFEST_FILE);
        let twice = fs::read_to_string(&path)
            .unwrap()
            .replacen('{', r#"{"version":"1","#, 1);
        fs::write(&path, &twice).unwrap();
        let error = sign(&directory, &SigningKey::generate().unwrap()).unwrap_err();
        assert!(matches!(error, SignError::Document { .. }), "{error}");
        assert_eq!(fs::read_to_string(&path).unwrap(), twice);
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
