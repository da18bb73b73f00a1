use std::io;
use std::path::PathBuf;

use jiff::Timestamp;
use wick_proto::catalog::{AssetError, CatalogError as Catalog};
use wick_proto::key::KeyError;

use crate::download::{AddressError, DownloadError};

/// A catalogue that cannot be used, or a connector that is not in it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CatalogError {
    /// The catalogue names a place that nothing is downloaded from.
    #[error("the catalogue names a place for {key} that is not used")]
    Address {
        /// The connector's key.
        key: String,
        /// What is wrong with the place.
        source: AddressError,
    },
    /// There is no release of the connector for this machine.
    #[error(transparent)]
    Asset(Box<AssetError>),
    /// What is remembered of the catalogue cannot be read or written.
    #[error("{}: what is known of the catalogue cannot be used", path.display())]
    Copy {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: io::Error,
    },
    /// It cannot be downloaded, and there is no copy.
    #[error("the catalogue cannot be had")]
    Download(#[source] Box<DownloadError>),
    /// The connector has a key that none can have.
    #[error("the connector {key:?} of the catalogue cannot be installed")]
    Key {
        /// The key.
        key: String,
        /// What is wrong with it.
        source: KeyError,
    },
    /// The file of the catalogue cannot be read.
    #[error("{}: the catalogue cannot be read", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// It is there, and is not to be used.
    #[error("{origin}: the catalogue is not used")]
    Refused {
        /// Where it is from.
        origin: String,
        /// Why not.
        source: Refusal,
    },
    /// The connector is not in the catalogue.
    #[error("there is no connector {key} in the catalogue {origin}")]
    Unknown {
        /// What was asked for.
        key: String,
        /// Where the catalogue is from.
        origin: String,
    },
    /// The connector is there, and this version is not.
    #[error("the catalogue {origin} has no version {version} of {key}, only {}", available.join(", "))]
    UnknownVersion {
        /// The connector's key.
        key: String,
        /// What was asked for.
        version: String,
        /// Where the catalogue is from.
        origin: String,
        /// The versions that there are.
        available: Vec<String>,
    },
}

/// Why a catalogue is not used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// Its time is over. It may lack releases that repair something.
    #[error("it expired at {0}")]
    Expired(Timestamp),
    /// It is from a time to come.
    #[error("it was issued at {0}, which is not yet")]
    Future(Timestamp),
    /// Somebody shows an old one, which may offer a version with known holes.
    #[error("it was issued at {issued}, and one of {newest} has been seen already")]
    Older {
        /// When it was issued.
        issued: Timestamp,
        /// When the newest was that was seen.
        newest: Timestamp,
    },
    /// No key that is asked for signed what it says.
    #[error(
        "its signature is by none of the keys that are asked for, or it was changed afterwards"
    )]
    Signature,
    /// More than is read.
    #[error("it is larger than {0} bytes")]
    TooLarge(u64),
    /// It is no catalogue.
    #[error(transparent)]
    Unreadable(#[from] Catalog),
    /// There is no signature, and one is asked for.
    #[error("it is not signed, and has to be")]
    Unsigned,
}

impl From<AssetError> for CatalogError {
    fn from(error: AssetError) -> Self {
        Self::Asset(Box::new(error))
    }
}

impl CatalogError {
    /// What to do about it, where the message does not say so itself.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Address { source, .. } => source.hint(),
            Self::Copy { path, .. } => Some(format!(
                "remove {}; then nothing is known of earlier catalogues",
                path.display()
            )),
            Self::Download(error) => error.hint(),
            Self::Refused { source, .. } => source.hint(),
            Self::Asset(error) if matches!(**error, AssetError::Platform { .. }) => {
                Some("ask whoever publishes it for a build, or build it yourself".to_owned())
            }
            Self::Asset(_) | Self::Key { .. } => {
                Some("tell whoever publishes the catalogue".to_owned())
            }
            _ => None,
        }
    }
}

impl Refusal {
    /// What to do about it.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::Expired(_) => {
                "ask whoever publishes it for a new one; is this machine's clock right?"
            }
            Self::Future(_) => "is this machine's clock right?",
            Self::Older { .. } => {
                "somebody may be holding new releases back: try another network, and ask whoever publishes it"
            }
            Self::Signature => {
                "do not use it; if whoever publishes it has a new key, get that by another way"
            }
            Self::TooLarge(_) | Self::Unreadable(Catalog::Json(_)) => {
                "is it the place of a catalogue?"
            }
            Self::Unsigned => {
                "use a signed one (`wick catalog build --sign-key`), or ask for no key"
            }
            Self::Unreadable(Catalog::Form(_)) => return None,
            Self::Unreadable(_) => "tell whoever publishes it",
        };
        Some(hint.to_owned())
    }
}
