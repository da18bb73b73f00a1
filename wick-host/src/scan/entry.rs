//! Where the binary of a plugin is.

use std::fs;
use std::path::{Component, Path, PathBuf};

use wick_proto::ConnectorKey;
use wick_proto::manifest::Manifest;

use super::ScanProblem;

/// The binary's real path, which must be inside of the directory's real path: the reference let
/// `entry` lead to another plugin's binary, and overwrote and deleted it there.
pub(super) fn resolve(
    directory: &Path,
    manifest_path: &Path,
    manifest: &Manifest,
    key: &ConnectorKey,
) -> Result<PathBuf, ScanProblem> {
    let entry = match manifest.entry.as_str() {
        "" => default_entry(directory, key),
        entry => entry.to_owned(),
    };
    let leads_out = || ScanProblem::Entry {
        manifest: manifest_path.to_owned(),
        entry: entry.clone(),
    };
    let plain = |part| matches!(part, Component::Normal(_) | Component::CurDir);
    if !Path::new(&entry).components().all(plain) {
        return Err(leads_out());
    }
    let binary = directory.join(&entry);
    let missing = |source| ScanProblem::MissingBinary {
        binary: binary.clone(),
        source,
    };
    let real = fs::canonicalize(&binary).map_err(missing)?;
    let inside = fs::canonicalize(directory).map_err(missing)?;
    if !real.starts_with(&inside) {
        return Err(leads_out());
    }
    if !fs::metadata(&real).map_err(missing)?.is_file() {
        return Err(ScanProblem::NotAFile { path: real });
    }
    Ok(real)
}

/// The reference's scanner takes the directory's name and its installer the key; either is found.
fn default_entry(directory: &Path, key: &ConnectorKey) -> String {
    let name = directory.file_name().unwrap_or_default().to_string_lossy();
    let candidates = [name.into_owned(), key.to_string()];
    candidates
        .into_iter()
        .map(|stem| format!("{stem}{}", std::env::consts::EXE_SUFFIX))
        .find(|entry| directory.join(entry).exists())
        .unwrap_or_else(|| key.to_string())
}
