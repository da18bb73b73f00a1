use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use crate::download::{Address, AddressError, Plaintext};

/// Where a catalogue is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// On a server.
    Address(Address),
    /// In a file.
    File(PathBuf),
}

impl Source {
    /// A text with `://` is an address, any other a file.
    ///
    /// # Errors
    ///
    /// Those of the address.
    pub fn parse(text: &str, plaintext: Plaintext) -> Result<Self, AddressError> {
        match text.contains("://") {
            true => Address::parse(text, plaintext).map(Self::Address),
            false => Ok(Self::File(PathBuf::from(text))),
        }
    }

    /// All of it, which tells one source from another.
    pub(super) fn identity(&self) -> String {
        match self {
            Self::Address(address) => address.as_secret_str().to_owned(),
            Self::File(path) => {
                let path = path.canonicalize().unwrap_or_else(|_| path.clone());
                format!("file {}", path.display())
            }
        }
    }
}

impl FromStr for Source {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        Self::parse(text, Plaintext::default())
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(address) => address.fmt(f),
            Self::File(path) => path.display().fmt(f),
        }
    }
}
