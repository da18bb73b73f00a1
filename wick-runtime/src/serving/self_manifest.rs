//! The manifest that a plugin prints about itself.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use wick_proto::manifest::{DocumentError, Manifest};
use wick_proto::module::Module;
use wick_proto::signing::{SigningError, SigningKey};
use wick_proto::{Digest, Platform, version};
use zeroize::Zeroizing;

use crate::about::About;

/// A manifest that cannot be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub(crate) enum SelfManifestError {
    /// The manifest means different things to different readers.
    #[error("the manifest cannot be signed")]
    Document(#[source] DocumentError),
    /// Our own executable cannot be found.
    #[error("cannot find the executable of this process")]
    Executable(#[source] io::Error),
    /// The file with the key holds something else.
    #[error("{path:?} holds no signing key; `wick keygen` makes one")]
    Key {
        path: PathBuf,
        #[source]
        source: SigningError,
    },
    /// A file cannot be read.
    #[error("cannot read {path:?}")]
    Read {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
}

/// The manifest of the running executable, which a host verifies as it stands: with the
/// executable's digest, and with a key also both signatures.
pub(crate) fn make(
    module: Module,
    about: &About,
    sign_key: Option<&Path>,
) -> Result<Manifest, SelfManifestError> {
    let executable = std::env::current_exe().map_err(SelfManifestError::Executable)?;
    let entry = executable.file_name().unwrap_or_default();
    let digest = digest_of(&executable)?;
    let mut manifest = Manifest {
        kind: about.plugin_kind(),
        version: about.plugin_version().to_owned(),
        proto_version: version::CURRENT.into(),
        entry: entry.to_string_lossy().into_owned(),
        os_arch: vec![Platform::current().to_string()],
        sha256: digest.to_string(),
        module,
        ..Manifest::default()
    };
    if let Some(path) = sign_key {
        let key = read_key(path)?;
        manifest
            .sign(&digest, &key)
            .map_err(SelfManifestError::Document)?;
    }
    Ok(manifest)
}

fn read_key(path: &Path) -> Result<SigningKey, SelfManifestError> {
    let text = fs::read_to_string(path).map_err(|source| read_error(path, source))?;
    SigningKey::from_base64(&Zeroizing::new(text)).map_err(|source| SelfManifestError::Key {
        path: path.to_owned(),
        source,
    })
}

fn digest_of(path: &Path) -> Result<Digest, SelfManifestError> {
    let digest = File::open(path).and_then(Digest::of_reader);
    digest.map_err(|source| read_error(path, source))
}

fn read_error(path: &Path, source: io::Error) -> SelfManifestError {
    SelfManifestError::Read {
        path: path.to_owned(),
        source,
    }
}
