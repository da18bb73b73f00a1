use std::path::PathBuf;
use std::time::Duration;

use wick_proto::catalog::{Catalog, Entry, Expected};
use wick_proto::signing::VerifyingKey;
use wick_proto::{ConnectorKey, Platform};

use super::error::CatalogError;
use super::judge::Judged;
use super::source::Source;
use super::version;
use crate::download::{Address, DownloadError, Plaintext};

/// A catalogue that may be used, and where it is from.
#[derive(Debug)]
#[non_exhaustive]
pub struct Listing {
    /// What it offers.
    pub catalog: Catalog,
    /// Which of the keys that were asked for signed it.
    pub signer: Option<VerifyingKey>,
    /// How it was had.
    pub origin: Origin,
    source: Source,
}

/// How a catalogue was had.
#[derive(Debug)]
#[non_exhaustive]
pub enum Origin {
    /// From where it is.
    Source,
    /// From a copy that is fresh enough.
    Copy {
        /// How long ago the server was asked.
        age: Duration,
    },
    /// From a copy, as the server could not be reached.
    Fallback {
        /// How long ago the server was asked.
        age: Duration,
        /// Why it was not reached now.
        because: DownloadError,
    },
}

/// A release that the catalogue offers for a platform.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Offer {
    /// The connector's key.
    pub key: ConnectorKey,
    /// Its version.
    pub version: String,
    /// Where the release lies.
    pub place: Place,
    /// What it must be.
    pub expected: Option<Expected>,
}

/// Where a release lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// On a server.
    Address(Address),
    /// In a file, as the catalogue is.
    File(PathBuf),
}

/// What the catalogue says of a version that is installed.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Standing<'a> {
    /// It has nothing newer.
    Current(&'a Entry),
    /// It has a newer one.
    Outdated(&'a Entry),
    /// It does not have the connector.
    Unlisted,
}

impl Listing {
    pub(super) fn new(source: &Source, judged: Judged, origin: Origin) -> Self {
        Self {
            catalog: judged.catalog,
            signer: judged.signer,
            origin,
            source: source.clone(),
        }
    }

    /// Where the catalogue is.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// The newest version of a connector.
    ///
    /// # Errors
    ///
    /// [`CatalogError::Unknown`].
    pub fn newest(&self, key: &str) -> Result<&Entry, CatalogError> {
        let versions = self.catalog.versions(key);
        let newest = versions.max_by(|one, other| version::order(&one.version, &other.version));
        newest.ok_or_else(|| CatalogError::Unknown {
            key: key.to_owned(),
            origin: self.source.to_string(),
        })
    }

    /// One version of a connector.
    ///
    /// # Errors
    ///
    /// The connector is not there, or is there in other versions only.
    pub fn version(&self, key: &str, version: &str) -> Result<&Entry, CatalogError> {
        self.newest(key)?;
        let plain = |text: &str| text.strip_prefix('v').unwrap_or(text).to_owned();
        let mut versions = self.catalog.versions(key);
        let found = versions.find(|entry| plain(&entry.version) == plain(version));
        found.ok_or_else(|| CatalogError::UnknownVersion {
            key: key.to_owned(),
            version: version.to_owned(),
            origin: self.source.to_string(),
            available: self
                .catalog
                .versions(key)
                .map(|entry| entry.version.clone())
                .collect(),
        })
    }

    /// All connectors in their newest versions, sorted by key.
    pub fn connectors(&self) -> Vec<&Entry> {
        let mut connectors: Vec<&Entry> = Vec::new();
        for entry in &self.catalog.entries {
            match connectors.last_mut() {
                Some(last) if last.key == entry.key => {
                    if version::order(&entry.version, &last.version).is_gt() {
                        *last = entry;
                    }
                }
                _ => connectors.push(entry),
            }
        }
        connectors
    }

    /// What the catalogue says of a version that is installed.
    pub fn standing(&self, key: &ConnectorKey, installed: &str) -> Standing<'_> {
        match self.newest(key.as_str()) {
            Ok(newest) if version::is_newer(&newest.version, installed) => {
                Standing::Outdated(newest)
            }
            Ok(newest) => Standing::Current(newest),
            Err(_) => Standing::Unlisted,
        }
    }

    /// The release of an entry for a platform.
    ///
    /// # Errors
    ///
    /// There is none, or it lies where nothing is downloaded from.
    pub fn offer(
        &self,
        entry: &Entry,
        platform: &Platform,
        plaintext: Plaintext,
    ) -> Result<Offer, CatalogError> {
        let asset = self.catalog.asset(entry, platform)?;
        let key = entry.connector().map_err(|source| CatalogError::Key {
            key: entry.key.clone(),
            source,
        })?;
        let place = match &self.source {
            Source::File(path) if !asset.address.contains("://") => {
                Ok(Place::File(path.with_file_name(asset.address)))
            }
            Source::File(_) => Address::parse(asset.address, plaintext).map(Place::Address),
            Source::Address(base) => base.join(asset.address, plaintext).map(Place::Address),
        };
        Ok(Offer {
            key,
            version: entry.version.clone(),
            place: place.map_err(|source| CatalogError::Address {
                key: entry.key.clone(),
                source,
            })?,
            expected: asset.expected,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listing(source: &str, json: &str) -> Listing {
        let judged = Judged {
            catalog: Catalog::from_json(json.as_bytes()).unwrap(),
            signer: None,
        };
        Listing::new(&source.parse().unwrap(), judged, Origin::Source)
    }

    const VERSIONS: &str = r#"[
      {"key": "desk", "version": "1.9.0", "assets": {"linux/amd64": "desk.zip"}},
      {"key": "desk", "version": "v1.10.0", "assets": {"linux/amd64": "http://other.example/desk.zip"}},
      {"key": "desk", "version": "1.10.0-rc.1"},
      {"key": "My Desk", "version": "1", "assets": {"linux/amd64": "my.zip"}}
    ]"#;

    #[test]
    fn the_newest_version_is_meant_unless_one_is_named() {
        let listing = listing("/srv/plugins.json", VERSIONS);
        assert_eq!(listing.newest("desk").unwrap().version, "v1.10.0");
        assert_eq!(
            listing.version("desk", "1.10.0").unwrap().version,
            "v1.10.0"
        );
        assert_eq!(listing.version("desk", "v1.9.0").unwrap().version, "1.9.0");
        let error = listing.version("desk", "2.0.0").unwrap_err();
        assert!(
            error
                .to_string()
                .ends_with("only 1.9.0, v1.10.0, 1.10.0-rc.1"),
            "{error}"
        );
        assert!(matches!(
            listing.newest("bank"),
            Err(CatalogError::Unknown { .. })
        ));
        let keys: Vec<_> = listing
            .connectors()
            .iter()
            .map(|entry| entry.version.as_str())
            .collect();
        assert_eq!(keys, ["1", "v1.10.0"]);
    }

    #[test]
    fn an_installed_version_is_outdated_only_by_a_newer_one() {
        let listing = listing("/srv/plugins.json", VERSIONS);
        let key = "desk".parse().unwrap();
        assert!(matches!(
            listing.standing(&key, "1.9.0"),
            Standing::Outdated(_)
        ));
        assert!(matches!(
            listing.standing(&key, "1.10.0"),
            Standing::Current(_)
        ));
        assert!(matches!(
            listing.standing(&key, "2.0.0"),
            Standing::Current(_)
        ));
        let key = "bank".parse().unwrap();
        assert_eq!(listing.standing(&key, "1.0.0"), Standing::Unlisted);
    }

    #[test]
    fn releases_lie_beside_their_catalogue_or_where_it_says_but_not_where_others_can_change_them() {
        let platform = "linux/amd64".parse().unwrap();
        let offer = |source: &str, version: &str| {
            let listing = listing(source, VERSIONS);
            let entry = listing.version("desk", version).unwrap();
            listing.offer(entry, &platform, Plaintext::default())
        };
        let beside = offer("/srv/plugins.json", "1.9.0").unwrap();
        assert_eq!(beside.place, Place::File("/srv/desk.zip".into()));
        let beside = offer("https://x/a/plugins.json", "1.9.0").unwrap();
        let expected = "https://x/a/desk.zip".parse().unwrap();
        assert_eq!(beside.place, Place::Address(expected));
        for source in ["/srv/plugins.json", "https://x/plugins.json"] {
            let error = offer(source, "1.10.0").unwrap_err();
            assert!(matches!(error, CatalogError::Address { .. }), "{error}");
        }
        let listing = listing("/srv/plugins.json", VERSIONS);
        let entry = listing.newest("My Desk").unwrap();
        let error = listing.offer(entry, &platform, Plaintext::default());
        assert!(matches!(error, Err(CatalogError::Key { .. })));
    }
}
