//! The magic cookie, and the line that a plugin prints when it is ready to be called.
//!
//! `CORE|APP|NETWORK|ADDRESS|PROTOCOL|CERTIFICATE[|MULTIPLEX]`, as go-plugin prints and reads it;
//! `docs/protocol.md` tells what each field means and what a Go host does with a bad one.

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;

use crate::version;

/// Name of the environment variable that says a wick host started this process.
pub const COOKIE_KEY: &str = "WICK_CONNECTOR_PLUGIN";

/// Value of that variable. It is no secret: it keeps people from starting a plugin by hand.
pub const COOKIE_VALUE: &str = "b3f1c2a4-wick-connector-grpc";

/// The application protocol of every wick plugin.
pub const PROTOCOL: &str = "grpc";

/// Name under which a go-plugin host dispenses the connector service.
pub const PLUGIN_NAME: &str = "connector";

/// Service name under which the plugin reports `SERVING` to `grpc.health.v1`.
pub const HEALTH_SERVICE: &str = "plugin";

/// A certificate field of at most this many characters is legacy filler, which go-plugin ignores.
const LEGACY_FILLER: usize = 50;

/// What a plugin says about itself when it is ready.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandshakeLine {
    /// Version of the connector protocol that the plugin chose.
    pub version: u32,
    /// Where it listens.
    pub address: Address,
    /// The DER of its certificate, when it serves with AutoMTLS.
    pub certificate: Option<Vec<u8>>,
    /// Whether it multiplexes; `None` unless the host asked, as older hosts would take the further
    /// field for a part of the certificate.
    pub multiplex: Option<bool>,
}

/// Where a plugin listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// A TCP socket.
    Tcp(SocketAddr),
    /// The path of a Unix socket.
    Unix(PathBuf),
}

/// A line that is not a handshake, in the order in which go-plugin checks.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HandshakeError {
    /// The address does not fit its network.
    #[error("the plugin listens on {0:?}, which is not an address of its network")]
    Address(String),
    /// The certificate is not base64 in the standard alphabet.
    #[error("the plugin's certificate is not base64 in the standard alphabet")]
    Certificate,
    /// The core protocol is not [`version::CORE`].
    #[error("the plugin speaks go-plugin protocol {0:?} and this host 1; rebuild the plugin")]
    CoreVersion(String),
    /// It has fewer than four fields: something was printed before the handshake.
    #[error("the plugin printed {0:?} where its handshake should be; it must print nothing before")]
    Fields(String),
    /// The network is neither `unix` nor `tcp`.
    #[error("the plugin listens on an unknown kind of network, {0:?}")]
    Network(String),
    /// It does not speak gRPC.
    #[error("the plugin speaks {0:?} and this host only grpc")]
    Protocol(String),
    /// The protocol version is not a number.
    #[error("the plugin's protocol version {0:?} is not a number")]
    Version(String),
}

impl fmt::Display for HandshakeLine {
    /// The line without its line feed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let certificate = self.certificate.as_deref().unwrap_or_default();
        write!(
            f,
            "{}|{}|{}|{PROTOCOL}|{}",
            version::CORE,
            self.version,
            self.address,
            // Go's RawStdEncoding: a padded certificate does not parse there.
            STANDARD_NO_PAD.encode(certificate),
        )?;
        match self.multiplex {
            Some(multiplex) => write!(f, "|{multiplex}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Address::Tcp(address) => write!(f, "tcp|{address}"),
            Address::Unix(path) => write!(f, "unix|{}", path.display()),
        }
    }
}

impl FromStr for HandshakeLine {
    type Err = HandshakeError;

    /// Reads a line as go-plugin's host does: trimmed as a whole, fields untrimmed, further fields
    /// ignored. More lenient in one place: a padded certificate is accepted too.
    fn from_str(line: &str) -> Result<Self, HandshakeError> {
        let fields: Vec<&str> = line.trim().split('|').collect();
        let [core, app, network, address, rest @ ..] = fields.as_slice() else {
            return Err(HandshakeError::Fields(line.to_owned()));
        };
        // Go's Atoi takes a sign and Rust's parse a plus, so both read `+1`.
        if core.parse() != Ok(version::CORE) {
            return Err(HandshakeError::CoreVersion((*core).to_owned()));
        }
        let version = app
            .parse()
            .map_err(|_| HandshakeError::Version((*app).to_owned()))?;
        let address = Address::parse(network, address)?;
        // A plugin too old to print the field speaks net/rpc.
        let protocol = rest.first().copied().unwrap_or("netrpc");
        if protocol != PROTOCOL {
            return Err(HandshakeError::Protocol(protocol.to_owned()));
        }
        Ok(Self {
            version,
            address,
            certificate: rest
                .get(1)
                .map_or(Ok(None), |field| parse_certificate(field))?,
            multiplex: rest.get(2).and_then(|field| field.parse().ok()),
        })
    }
}

impl Address {
    fn parse(network: &str, address: &str) -> Result<Self, HandshakeError> {
        let refuse = || HandshakeError::Address(address.to_owned());
        match network {
            "unix" if address.is_empty() || address.contains('\0') => Err(refuse()),
            "unix" => Ok(Address::Unix(PathBuf::from(address))),
            "tcp" => address.parse().map(Address::Tcp).map_err(|_| refuse()),
            other => Err(HandshakeError::Network(other.to_owned())),
        }
    }
}

fn parse_certificate(field: &str) -> Result<Option<Vec<u8>>, HandshakeError> {
    if field.len() <= LEGACY_FILLER {
        return Ok(None);
    }
    let unpadded = field.trim_end_matches('=');
    STANDARD_NO_PAD
        .decode(unpadded)
        .map(Some)
        .map_err(|_| HandshakeError::Certificate)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain() -> HandshakeLine {
        HandshakeLine {
            version: 1,
            address: Address::Unix("/tmp/plugin1".into()),
            certificate: None,
            multiplex: None,
        }
    }

    #[test]
    fn without_a_certificate_the_line_ends_in_a_bar() {
        assert_eq!(plain().to_string(), "1|1|unix|/tmp/plugin1|grpc|");
    }

    #[test]
    fn certificates_are_unpadded_at_every_length() {
        for length in 600..603 {
            let der = vec![0xfb; length];
            let line = HandshakeLine {
                certificate: Some(der),
                ..plain()
            };
            let text = line.to_string();
            assert!(!text.contains(['=', '-', '_']), "{text}");
            assert_eq!(text.parse::<HandshakeLine>().unwrap(), line);
            let padded = format!("{text}==");
            assert_eq!(padded.parse::<HandshakeLine>().unwrap(), line);
        }
    }

    #[test]
    fn multiplex_is_a_seventh_field() {
        let line = HandshakeLine {
            multiplex: Some(false),
            ..plain()
        };
        assert_eq!(line.to_string(), "1|1|unix|/tmp/plugin1|grpc||false");
        assert_eq!(line.to_string().parse::<HandshakeLine>().unwrap(), line);
    }

    #[test]
    fn lenient_where_go_is() {
        for text in [
            "1|1|unix|/tmp/plugin1|grpc|",
            " 1|1|unix|/tmp/plugin1|grpc|\r\n",
            "+1|+1|unix|/tmp/plugin1|grpc",
            "1|1|unix|/tmp/plugin1|grpc|short filler",
        ] {
            assert_eq!(text.parse::<HandshakeLine>().unwrap(), plain(), "{text:?}");
        }
        let more = "1|1|tcp|127.0.0.1:10000|grpc|||further|fields";
        assert_eq!(
            more.parse::<HandshakeLine>().unwrap().address,
            Address::Tcp("127.0.0.1:10000".parse().unwrap())
        );
    }

    #[test]
    fn refuses_in_the_order_of_go() {
        use HandshakeError as E;
        let text = String::from;
        for (line, error) in [
            ("", E::Fields(text(""))),
            ("hello", E::Fields(text("hello"))),
            ("1|1|unix", E::Fields(text("1|1|unix"))),
            ("1 |1|unix|/s|grpc|", E::CoreVersion(text("1 "))),
            ("2|x|what|/s|grpc|", E::CoreVersion(text("2"))),
            ("1|x|what|/s|grpc|", E::Version(text("x"))),
            ("1|1|what|/s|grpc|", E::Network(text("what"))),
            ("1|1|tcp|nowhere|grpc|", E::Address(text("nowhere"))),
            ("1|1|unix||grpc|", E::Address(text(""))),
            ("1|1|unix|/s", E::Protocol(text("netrpc"))),
            ("1|1|unix|/s|netrpc|", E::Protocol(text("netrpc"))),
            ("1|1|unix|/s||", E::Protocol(text(""))),
        ] {
            assert_eq!(line.parse::<HandshakeLine>(), Err(error), "{line:?}");
        }
        let url_safe = format!("1|1|unix|/s|grpc|{}", "-_".repeat(30));
        assert_eq!(url_safe.parse::<HandshakeLine>(), Err(E::Certificate));
    }
}
