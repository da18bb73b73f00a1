//! Making plugin directories.

use std::path::{Path, PathBuf};

use wick_host::keys;
use wick_host::pack::{self, Package, Packed};
use wick_proto::manifest::Manifest;
use wick_proto::signing::SigningKey;

use crate::failure::Failure;
use crate::refusal;

/// Asks a built plugin for its manifest, which runs it.
pub(crate) async fn manifest(binary: &Path) -> Result<Manifest, Failure> {
    // The name alone would be looked up in PATH.
    let binary = binary
        .canonicalize()
        .map_err(|error| Failure::file("read", binary, &error))?;
    pack::dump_manifest(&binary)
        .await
        .map_err(|error| refusal::unpacked(&error))
}

/// Makes `<out>/<key>` of a built plugin, which is run to ask for its manifest.
pub(crate) async fn pack(
    binary: &Path,
    out: &Path,
    key: Option<&SigningKey>,
    version: Option<&str>,
) -> Result<Packed, Failure> {
    // The name alone would be looked up in PATH.
    let binary = binary
        .canonicalize()
        .map_err(|error| Failure::file("read", binary, &error))?;
    let manifest = pack::dump_manifest(&binary)
        .await
        .map_err(|error| refusal::unpacked(&error))?;
    let mut package = Package::new(&binary, manifest);
    if let Some(key) = key {
        package = package.sign(key);
    }
    if let Some(version) = version {
        package = package.version(version);
    }
    pack::directory(&package, out).map_err(|error| refusal::unpacked(&error))
}

/// Makes the release zip.
pub(crate) fn zip(packed: &Packed, out: &Path) -> Result<PathBuf, Failure> {
    pack::zip(packed, out).map_err(|error| refusal::unpacked(&error))
}

/// Reads a private key.
pub(crate) fn signing_key(path: &Path) -> Result<SigningKey, Failure> {
    keys::read(path).map_err(|error| refusal::key_file(&error))
}
