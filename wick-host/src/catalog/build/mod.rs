//! A catalogue of a directory of releases.

mod error;
mod find;
mod name;

pub use error::BuildError;

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use wick_proto::catalog::{self, Catalog, Entry};
use wick_proto::files::{self, Scratch};
use wick_proto::manifest::Manifest;
use wick_proto::{ConnectorKey, Digest, Platform};

use self::find::{Found, find};
use super::version;
use crate::archive::{self, Limits};
use crate::scan::read_directory;

/// Where the releases will lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Addresses {
    /// Beside the catalogue, as they do in the directory.
    Beside,
    /// Below this address, as they do in the directory.
    Below(String),
}

/// Which versions are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Versions {
    /// The newest of each connector, as the reference lists them.
    #[default]
    Newest,
    /// All of them.
    Every,
}

/// A catalogue of a directory.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Built {
    /// The catalogue, with digests and sizes.
    pub catalog: Catalog,
    /// Zips that are no releases of a connector, by their names.
    pub skipped: Vec<PathBuf>,
}

/// Lists the release zips of a directory: those directly in it, and those in directories named after the
/// tag of their release, `KEY/vVERSION`.
///
/// Each release is unpacked and has to be what its name says. The same releases give the same catalogue.
/// Hashes and unpacks: not for an async thread.
///
/// # Errors
///
/// A release that no host would take, two of the same, or files that cannot be read.
pub fn build(
    directory: &Path,
    addresses: &Addresses,
    versions: Versions,
) -> Result<Built, BuildError> {
    let (found, skipped) = find(directory)?;
    let mut releases = Releases::new();
    for found in found {
        let release = Release::read(&found)?;
        let versions = releases.entry(release.key.clone()).or_default();
        let platforms = versions
            .entry(release.manifest.version.clone())
            .or_default();
        if let Some(other) = platforms.insert(release.platform.to_string(), release) {
            return Err(BuildError::Twice {
                one: other.path,
                other: found.path,
            });
        }
    }
    let entries = releases.iter().flat_map(|(key, releases)| {
        let mut versions_of: Vec<_> = releases.iter().collect();
        versions_of.sort_by(|(one, _), (other, _)| version::order(other, one));
        let count = match versions {
            Versions::Newest => 1,
            Versions::Every => versions_of.len(),
        };
        let versions_of = versions_of.into_iter().take(count);
        versions_of.map(|(version, platforms)| entry(key, version, platforms, addresses))
    });
    Ok(Built {
        catalog: Catalog {
            entries: entries.collect(),
            seal: None,
        },
        skipped,
    })
}

/// By key, version and platform.
type Releases = BTreeMap<ConnectorKey, BTreeMap<String, BTreeMap<String, Release>>>;

#[derive(Debug)]
struct Release {
    path: PathBuf,
    /// From the directory on, with `/`.
    place: String,
    key: ConnectorKey,
    platform: Platform,
    manifest: Manifest,
    file: catalog::File,
}

impl Release {
    fn read(found: &Found) -> Result<Self, BuildError> {
        let path = &found.path;
        let parent = std::env::temp_dir();
        let unpacked = Scratch::below(&parent, "wick-catalog-");
        let unpacked = unpacked.map_err(BuildError::read(&parent))?;
        let content = archive::unpack(path, unpacked.path(), &Limits::default())?;
        let candidate = read_directory(&content).map_err(|source| BuildError::Plugin {
            path: path.clone(),
            source,
        })?;
        name::check(found, &candidate.key, &candidate.manifest)?;
        let digest = candidate.digest();
        let manifest = candidate.manifest;
        let digest = digest.map_err(BuildError::read(path))?.to_string();
        if digest != manifest.sha256 {
            return Err(BuildError::Binary { path: path.clone() });
        }
        Ok(Self {
            path: path.clone(),
            place: found.place.clone(),
            key: candidate.key,
            platform: found.platform.clone(),
            manifest,
            file: file(path).map_err(BuildError::read(path))?,
        })
    }
}

fn file(path: &Path) -> io::Result<catalog::File> {
    let file = files::open_named(path)?;
    Ok(catalog::File {
        size: file.metadata()?.len(),
        sha256: Digest::of_reader(file)?.to_string(),
    })
}

/// Described as the release is whose platform comes first.
fn entry(
    key: &ConnectorKey,
    version: &str,
    platforms: &BTreeMap<String, Release>,
    addresses: &Addresses,
) -> Entry {
    let described = platforms
        .values()
        .next()
        .map(|first| first.manifest.module.meta.clone());
    let meta = described.unwrap_or_default();
    let address = |release: &Release| match addresses {
        Addresses::Beside => release.place.clone(),
        Addresses::Below(base) => format!("{}/{}", base.trim_end_matches('/'), release.place),
    };
    let each = || platforms.iter();
    Entry {
        key: key.to_string(),
        name: meta.name,
        description: meta.description,
        version: version.to_owned(),
        default_tags: meta.default_tags,
        assets: each()
            .map(|(platform, release)| (platform.clone(), address(release)))
            .collect(),
        files: each()
            .map(|(platform, release)| (platform.clone(), release.file.clone()))
            .collect(),
    }
}

#[cfg(test)]
mod tests;
