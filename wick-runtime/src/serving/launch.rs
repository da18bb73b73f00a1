//! What the host asked for when it started us.

use std::ops::RangeInclusive;
use std::path::PathBuf;

use wick_proto::handshake::{COOKIE_KEY, COOKIE_VALUE};
use wick_proto::tls::{PeerCertificate, TlsError};
use wick_proto::{environment, version};

use crate::process;

/// Whether a host started this process. The cookie is no secret; it tells a person who starts the
/// program in a shell from a host.
pub(crate) fn is_by_a_host() -> bool {
    std::env::var_os(COOKIE_KEY).is_some_and(|value| value == COOKIE_VALUE)
}

/// The host's wishes, from the environment.
pub(crate) struct Launch {
    /// The protocol version to announce.
    pub(crate) version: u32,
    /// The only certificate to let in, when the host asks for AutoMTLS.
    pub(crate) host_certificate: Option<PeerCertificate>,
    /// Whether the host asks about multiplexing and expects an answer.
    pub(crate) asks_for_multiplexing: bool,
    /// Where to put the socket.
    pub(crate) socket_directory: Option<PathBuf>,
    /// Who may connect to the socket, besides its owner: a name or a number.
    pub(crate) socket_group: Option<String>,
    /// Where there are no Unix sockets: the ports to choose from.
    pub(crate) ports: Ports,
}

/// The ends of a range of TCP ports, as given.
#[derive(Default)]
pub(crate) struct Ports {
    pub(crate) min: Option<String>,
    pub(crate) max: Option<String>,
}

/// A wish that cannot be met.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub(crate) enum LaunchError {
    /// The host's certificate cannot be read. Serving without it would turn everybody away.
    #[error("{}: the host's certificate cannot be used", environment::CLIENT_CERT)]
    Certificate(#[source] TlsError),
    /// The ports are no range.
    #[error(
        "{}={min:?} and {}={max:?} are not a range of ports: two numbers up to 65535, the smaller first",
        environment::MIN_PORT,
        environment::MAX_PORT
    )]
    Ports { min: String, max: String },
}

impl Launch {
    /// Reads the variables of go-plugin, and removes them and the cookie from our environment:
    /// they are meant for this process and would mislead a plugin that it starts.
    ///
    /// # Errors
    ///
    /// [`LaunchError::Certificate`]. The variables are gone all the same.
    pub(crate) fn take() -> Result<Self, LaunchError> {
        let launch = Self::read(|name| {
            let text = std::env::var_os(name)?.to_string_lossy().into_owned();
            (!text.is_empty()).then_some(text)
        });
        process::environment::forget(&environment::GO_PLUGIN);
        process::environment::forget(&[COOKIE_KEY, environment::REATTACH_OUT]);
        launch
    }

    fn read(variable: impl Fn(&str) -> Option<String>) -> Result<Self, LaunchError> {
        let offered = variable(environment::PROTOCOL_VERSIONS).unwrap_or_default();
        let host_certificate = variable(environment::CLIENT_CERT)
            .map(|pem| PeerCertificate::from_pem(&pem))
            .transpose()
            .map_err(LaunchError::Certificate)?;
        Ok(Self {
            version: version::negotiate(version::SUPPORTED, &offered),
            host_certificate,
            asks_for_multiplexing: variable(environment::MULTIPLEX_GRPC).is_some(),
            socket_directory: variable(environment::UNIX_SOCKET_DIR).map(PathBuf::from),
            socket_group: variable(environment::UNIX_SOCKET_GROUP),
            ports: Ports {
                min: variable(environment::MIN_PORT),
                max: variable(environment::MAX_PORT),
            },
        })
    }
}

impl Ports {
    /// The range; 0 to 0, any free port, when none is given.
    ///
    /// # Errors
    ///
    /// [`LaunchError::Ports`].
    pub(crate) fn range(&self) -> Result<RangeInclusive<u16>, LaunchError> {
        let parse = |text: &Option<String>| text.as_deref().unwrap_or("0").parse::<u16>();
        match (parse(&self.min), parse(&self.max)) {
            (Ok(min), Ok(max)) if min <= max => Ok(min..=max),
            _ => Err(LaunchError::Ports {
                min: self.min.clone().unwrap_or_default(),
                max: self.max.clone().unwrap_or_default(),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ports(min: &str, max: &str) -> Ports {
        Ports {
            min: Some(min.into()),
            max: Some(max.into()),
        }
    }

    #[test]
    fn a_host_that_says_nothing_is_a_legacy_host() {
        let launch = Launch::read(|_| None).unwrap();
        assert_eq!(launch.version, version::MIN);
        assert!(launch.host_certificate.is_none());
        assert!(!launch.asks_for_multiplexing);
        assert_eq!(launch.ports.range().unwrap(), 0..=0);
    }

    #[test]
    fn a_certificate_that_cannot_be_read_is_an_error() {
        for bad in ["x", " ", "\\n", "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0t"] {
            let launch =
                Launch::read(|name| (name == environment::CLIENT_CERT).then(|| bad.to_owned()));
            assert!(launch.is_err(), "{bad:?}");
        }
    }

    #[test]
    fn ports_are_two_numbers_in_order() {
        assert_eq!(ports("10000", "25000").range().unwrap(), 10_000..=25_000);
        assert_eq!(ports("7", "7").range().unwrap(), 7..=7);
        for (min, max) in [
            ("2", "1"),
            ("x", "1"),
            ("1", ""),
            ("-1", "1"),
            ("1", "70000"),
        ] {
            assert!(ports(min, max).range().is_err(), "{min} {max}");
        }
    }
}
