use std::fmt;
use std::str::FromStr;

use url::{Host, Url};

/// Whether a connection that others can read and change will do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Plaintext {
    /// To this machine itself, where there are no others.
    #[default]
    LoopbackOnly,
    /// To any machine.
    Allowed,
}

/// Where something is downloaded from: an https address, or an http address that is
/// [allowed](Plaintext).
///
/// Shown without what may be secret in it: user, password, and the values of a query.
#[derive(Clone, PartialEq, Eq)]
pub struct Address(Url);

/// A text that nothing is downloaded from. It is not repeated where it may hold a password.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AddressError {
    /// Whoever is on the way could read and change it.
    #[error("{0} is not encrypted, so anybody on the way can exchange what it gives")]
    Plaintext(String),
    /// Something that is no web address.
    #[error("{0} is not an https address")]
    Scheme(String),
    /// It cannot be read.
    #[error("the address cannot be read")]
    Unreadable(#[from] url::ParseError),
}

impl AddressError {
    /// What to do about it.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::Plaintext(_) => "use https, or allow http if the network is yours",
            Self::Scheme(_) | Self::Unreadable(_) => "an address begins with https://",
        };
        Some(hint.to_owned())
    }
}

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        Self::parse(text, Plaintext::default())
    }
}

impl Address {
    /// Reads an address.
    ///
    /// # Errors
    ///
    /// What is no address, neither https nor http, or http where that is not allowed.
    pub fn parse(text: &str, plaintext: Plaintext) -> Result<Self, AddressError> {
        Self::of(text.parse()?, plaintext)
    }

    /// The address that a reference within what lies here means.
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse); and http, if this address is https.
    pub fn join(&self, reference: &str, plaintext: Plaintext) -> Result<Self, AddressError> {
        let joined = Self::of(self.0.join(reference)?, plaintext)?;
        match self.is_encrypted() && !joined.is_encrypted() {
            true => Err(AddressError::Plaintext(joined.to_string())),
            false => Ok(joined),
        }
    }

    /// A name for a file of what lies here.
    pub fn file_name(&self) -> String {
        let last = self
            .0
            .path_segments()
            .and_then(|mut parts| parts.next_back());
        let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+' | '_');
        let name: String = last
            .unwrap_or_default()
            .chars()
            .filter(|c| allowed(*c))
            .collect();
        match name.trim_start_matches('.') {
            "" => "download".to_owned(),
            name => name.chars().take(120).collect(),
        }
    }

    pub(super) fn url(&self) -> &Url {
        &self.0
    }

    /// All of it, to tell one catalogue from another. Not to be shown.
    pub(crate) fn as_secret_str(&self) -> &str {
        self.0.as_str()
    }

    fn is_encrypted(&self) -> bool {
        self.0.scheme() == "https"
    }

    fn of(url: Url, plaintext: Plaintext) -> Result<Self, AddressError> {
        match url.scheme() {
            "https" => Ok(Self(url)),
            "http" if plaintext == Plaintext::Allowed || is_loopback(&url) => Ok(Self(url)),
            "http" => Err(AddressError::Plaintext(shown(&url))),
            _ => Err(AddressError::Scheme(shown(&url))),
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&shown(&self.0))
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

pub(super) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// Without user, password, and the query, which holds the signature of addresses that expire.
pub(super) fn shown(url: &Url) -> String {
    let Some(host) = url.host_str() else {
        return format!("{}:…", url.scheme());
    };
    let port = url
        .port()
        .map(|port| format!(":{port}"))
        .unwrap_or_default();
    let query = if url.query().is_some() { "?…" } else { "" };
    format!("{}://{host}{port}{}{query}", url.scheme(), url.path())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn https_is_taken_and_http_from_this_machine() {
        for text in [
            "https://example.com/a.zip",
            "http://localhost/a.zip",
            "http://127.9.0.1:8080/a.zip",
            "http://[::1]/a.zip",
        ] {
            assert!(text.parse::<Address>().is_ok(), "{text}");
        }
        for text in [
            "http://example.com/a.zip",
            "http://localhost.example.com/",
            "http://127.0.0.1.example.com/",
            "http://0.0.0.0/",
        ] {
            let error = text.parse::<Address>().unwrap_err();
            assert!(matches!(error, AddressError::Plaintext(_)), "{text}");
            assert!(Address::parse(text, Plaintext::Allowed).is_ok(), "{text}");
        }
        for text in [
            "ftp://example.com/",
            "file:///etc/passwd",
            "data:x",
            "example",
        ] {
            assert!(Address::parse(text, Plaintext::Allowed).is_err(), "{text}");
        }
    }

    #[test]
    fn what_may_be_secret_is_not_shown() {
        let address: Address = "https://ada:hunter2@example.com:8443/a/b.zip?sig=hunter2#hunter2"
            .parse()
            .unwrap();
        assert_eq!(address.to_string(), "https://example.com:8443/a/b.zip?…");
        assert_eq!(format!("{address:?}"), address.to_string());
        for text in [
            "http://ada:hunter2@example.com/",
            "ftp://ada:hunter2@x/",
            "x:hunter2",
        ] {
            let error = text.parse::<Address>().unwrap_err();
            assert!(!format!("{error} {error:?}").contains("hunter2"), "{error}");
        }
    }

    #[test]
    fn a_reference_is_meant_from_where_it_stands_and_does_not_leave_https() {
        let address: Address = "https://example.com/a/plugins.json?x".parse().unwrap();
        let joined = |reference| address.join(reference, Plaintext::Allowed);
        assert_eq!(
            joined("b-1-linux-amd64.zip").unwrap().to_string(),
            "https://example.com/a/b-1-linux-amd64.zip"
        );
        assert!(joined("https://other.example/b.zip").is_ok());
        for reference in [
            "http://example.com/b.zip",
            "http://localhost/b",
            "file:///b.zip",
        ] {
            assert!(joined(reference).is_err(), "{reference}");
        }
    }

    #[test]
    fn a_file_gets_a_harmless_name() {
        for (text, name) in [
            (
                "https://x/a/desk-1.0.0-linux-amd64.zip?x=/../y",
                "desk-1.0.0-linux-amd64.zip",
            ),
            ("https://x/", "download"),
            ("https://x/..%2f..%2fetc", "2f..2fetc"),
            ("https://x/.hidden", "hidden"),
        ] {
            assert_eq!(text.parse::<Address>().unwrap().file_name(), name);
        }
    }
}
