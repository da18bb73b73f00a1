use crate::digest::DigestError;
use crate::{Digest, Platform};

use super::{Catalog, Entry};

/// The release of one platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asset<'a> {
    /// Where it lies; may be relative to the catalogue.
    pub address: &'a str,
    /// What it must be; nothing where the catalogue does not say it.
    pub expected: Option<Expected>,
}

/// What a file must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expected {
    /// Its digest.
    pub digest: Digest,
    /// Its size in bytes.
    pub size: u64,
}

/// A connector of the catalogue that cannot be had here.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AssetError {
    /// The digest is none.
    #[error("the catalogue names no usable digest for {key} {version} on {platform}")]
    Digest {
        /// The connector's key.
        key: String,
        /// Its version.
        version: String,
        /// The platform.
        platform: Platform,
        /// What is wrong with it.
        source: DigestError,
    },
    /// A member that is needed is not there, or is `null`.
    #[error("the catalog says no `{member}` of the connector `{key}`")]
    Missing {
        /// The connector's key.
        key: String,
        /// The member, such as `version` or `assets["linux/amd64"]`.
        member: String,
    },
    /// There is no release for this platform.
    #[error(
        "{key} {version} has no build for {platform} (available: {})",
        list(available)
    )]
    Platform {
        /// The connector's key.
        key: String,
        /// Its version.
        version: String,
        /// The platform.
        platform: Platform,
        /// Those that there are releases for.
        available: Vec<String>,
    },
    /// The catalogue is signed and does not say what the file must be.
    #[error("the catalogue is signed, and names no digest for {key} {version} on {platform}")]
    Unnamed {
        /// The connector's key.
        key: String,
        /// Its version.
        version: String,
        /// The platform.
        platform: Platform,
    },
}

impl Catalog {
    /// The release of an entry for a platform.
    ///
    /// # Errors
    ///
    /// There is none, a member of the entry is missing, or in a catalogue with a seal it is not said what the
    /// release must be.
    pub fn asset<'a>(
        &self,
        entry: &'a Entry,
        platform: &Platform,
    ) -> Result<Asset<'a>, AssetError> {
        let (key, version) = (|| entry.key.clone(), || entry.version.clone());
        let name = platform.to_string();
        let missing = |member: String| AssetError::Missing { key: key(), member };
        let Some(address) = entry.assets.get(&name) else {
            return Err(AssetError::Platform {
                key: key(),
                version: version(),
                platform: platform.clone(),
                available: entry.assets.keys().cloned().collect(),
            });
        };
        if entry.version.is_empty() {
            return Err(missing("version".to_owned()));
        }
        if address.is_empty() {
            return Err(missing(format!("assets[{name:?}]")));
        }
        let expected = match entry.files.get(&name) {
            Some(file) if file.sha256.is_empty() => {
                return Err(missing(format!("files[{name:?}].sha256")));
            }
            Some(file) if file.size == 0 => {
                return Err(missing(format!("files[{name:?}].size")));
            }
            Some(file) => Some(Expected {
                digest: file.sha256.parse().map_err(|source| AssetError::Digest {
                    key: key(),
                    version: version(),
                    platform: platform.clone(),
                    source,
                })?,
                size: file.size,
            }),
            None if self.seal.is_some() => {
                return Err(AssetError::Unnamed {
                    key: key(),
                    version: version(),
                    platform: platform.clone(),
                });
            }
            None => None,
        };
        Ok(Asset { address, expected })
    }
}

fn list(platforms: &[String]) -> String {
    match platforms {
        [] => "none".to_owned(),
        platforms => platforms.join(", "),
    }
}
