//! Finds what may be a plugin in a directory. Nothing is trusted yet, and nothing is skipped in
//! silence: what looks like a plugin and is none comes back as a [`ScanProblem`].

mod entry;
mod problem;

pub use problem::ScanProblem;

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use wick_proto::files::{self, NotRegular};
use wick_proto::key::KeyError;
use wick_proto::manifest::{Kind, Manifest};
use wick_proto::{ConnectorKey, Digest};

use crate::binary;

/// The file that makes a directory a plugin.
pub const MANIFEST_FILE: &str = "plugin.json";

/// Largest manifest that is read, in bytes: 8 MiB. The largest known is below 200 KiB.
pub const MAX_MANIFEST_BYTES: u64 = 8 << 20;

/// A directory with a readable manifest that names a binary inside of the directory.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Candidate {
    /// The connector's key, from the manifest.
    pub key: ConnectorKey,
    /// The plugin's directory.
    pub directory: PathBuf,
    /// The binary, inside of the directory, with all symbolic links resolved.
    pub binary: PathBuf,
    /// What `plugin.json` says.
    pub manifest: Manifest,
    /// The kind of plugin that it names, if nobody knows that one.
    pub unknown_kind: Option<String>,
    /// The very bytes that say it, for the signature of the whole.
    pub document: Arc<[u8]>,
}

impl Candidate {
    /// Hashes the binary.
    ///
    /// # Errors
    ///
    /// Those of reading it; one for anything but a regular file of at most
    /// [`MAX_BINARY_BYTES`](crate::MAX_BINARY_BYTES).
    pub fn digest(&self) -> io::Result<Digest> {
        binary::digest(&self.binary)
    }
}

/// All that a directory holds.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Scan {
    /// What may be verified next, sorted by key; no two have the same.
    pub candidates: Vec<Candidate>,
    /// What was found and cannot be used, or is odd, in the order of the file names.
    pub problems: Vec<ScanProblem>,
}

/// Reads all plugin directories directly below `root`.
///
/// Files and directories whose names start with a dot or an underscore are passed over, and so are
/// plain files. A symbolic link to a directory counts as the directory, so that a developer can
/// link a build; where the binary lies is checked after all links are resolved.
///
/// # Errors
///
/// When `root` itself cannot be listed.
pub fn scan(root: &Path) -> io::Result<Scan> {
    let mut scan = Scan::default();
    let mut found: BTreeMap<ConnectorKey, Vec<Candidate>> = BTreeMap::new();
    for directory in plugin_directories(root, &mut scan.problems)? {
        match read_directory(&directory) {
            Ok(candidate) => {
                if directory.file_name() != Some(OsStr::new(candidate.key.as_str())) {
                    scan.problems.push(ScanProblem::DirectoryName {
                        key: candidate.key.clone(),
                        directory,
                    });
                }
                found
                    .entry(candidate.key.clone())
                    .or_default()
                    .push(candidate);
            }
            Err(problem) => scan.problems.push(problem),
        }
    }
    for (key, mut candidates) in found {
        if candidates.len() == 1 {
            scan.candidates.append(&mut candidates);
        } else {
            // Which of them was meant is not ours to guess: one may be there to replace the other.
            let directories = candidates.into_iter().map(|c| c.directory).collect();
            scan.problems
                .push(ScanProblem::Duplicate { key, directories });
        }
    }
    Ok(scan)
}

/// Reads one plugin directory.
///
/// # Errors
///
/// All of [`ScanProblem`] but duplicates.
pub fn read_directory(directory: &Path) -> Result<Candidate, ScanProblem> {
    let path = directory.join(MANIFEST_FILE);
    let document = read_document(directory, &path)?;
    let (manifest, unknown_kind) =
        Manifest::with_unknown_kind(&document).map_err(|source| ScanProblem::Manifest {
            manifest: path.clone(),
            source,
        })?;
    let key = manifest.module.meta.key.parse::<ConnectorKey>();
    let key =
        key.map_err(|source| key_problem(&path, &manifest, unknown_kind.as_deref(), source))?;
    let binary = entry::resolve(directory, &path, &manifest, &key)?;
    Ok(Candidate {
        key,
        directory: directory.to_owned(),
        binary,
        manifest,
        unknown_kind,
        document: document.into(),
    })
}

/// Without a usable key. What is no connector needs none, and rebuilding it would not help.
fn key_problem(
    path: &Path,
    manifest: &Manifest,
    unknown_kind: Option<&str>,
    source: KeyError,
) -> ScanProblem {
    let path = path.to_owned();
    match (manifest.kind, unknown_kind) {
        (Kind::Connector, None) => ScanProblem::Key {
            manifest: path,
            source,
        },
        (kind, unknown) => ScanProblem::Kind {
            manifest: path,
            kind: unknown.unwrap_or(kind.as_str()).to_owned(),
        },
    }
}

fn plugin_directories(root: &Path, problems: &mut Vec<ScanProblem>) -> io::Result<Vec<PathBuf>> {
    let mut directories = Vec::new();
    for entry in fs::read_dir(root)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(['.', '_']) {
            continue;
        }
        // Follows links, unlike `entry.file_type`.
        match fs::metadata(entry.path()) {
            Ok(metadata) if metadata.is_dir() => directories.push(entry.path()),
            Ok(_) => {}
            Err(source) => problems.push(ScanProblem::Unreadable {
                path: entry.path(),
                source,
            }),
        }
    }
    directories.sort();
    Ok(directories)
}

fn read_document(directory: &Path, path: &Path) -> Result<Vec<u8>, ScanProblem> {
    let unreadable = |source| ScanProblem::Unreadable {
        path: path.to_owned(),
        source,
    };
    let metadata = match path.symlink_metadata() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(ScanProblem::MissingManifest {
                directory: directory.to_owned(),
            });
        }
        metadata => metadata.map_err(unreadable)?,
    };
    let read = match metadata.is_symlink() {
        true => files::read(&inside(directory, path)?, MAX_MANIFEST_BYTES),
        false => files::read(path, MAX_MANIFEST_BYTES),
    };
    read.map_err(|error| match error.kind() {
        io::ErrorKind::FileTooLarge => ScanProblem::TooLarge {
            manifest: path.to_owned(),
        },
        _ if error
            .get_ref()
            .is_some_and(|inner| inner.is::<NotRegular>()) =>
        {
            ScanProblem::NotAFile {
                path: path.to_owned(),
            }
        }
        _ => unreadable(error),
    })
}

/// Where a link to a file leads, which must be inside of the plugin's directory as the binary is.
fn inside(directory: &Path, link: &Path) -> Result<PathBuf, ScanProblem> {
    let unreadable = |source| ScanProblem::Unreadable {
        path: link.to_owned(),
        source,
    };
    let real = fs::canonicalize(link).map_err(unreadable)?;
    match real.starts_with(fs::canonicalize(directory).map_err(unreadable)?) {
        true => Ok(real),
        false => Err(ScanProblem::LeadsOut {
            path: link.to_owned(),
        }),
    }
}

#[cfg(test)]
mod tests;
