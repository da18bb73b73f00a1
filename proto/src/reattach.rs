//! The file through which a host finds a plugin that it did not start: one that runs under a debugger.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::handshake::{Address, PROTOCOL};
use crate::version;

/// Longest file in bytes that is read.
pub const MAX_BYTES: u64 = 64 << 10;

/// Where a plugin without a host listens, in plaintext.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reattach {
    /// Version of the connector protocol that it speaks.
    pub version: u32,
    /// Where it listens.
    pub address: Address,
    /// The id of its process.
    pub pid: u32,
}

/// A file that does not say where a plugin listens.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReattachError {
    /// The address does not fit its network.
    #[error("{address:?} is no address of the network {network:?}")]
    Address {
        /// The kind of network.
        network: String,
        /// What is no address of it.
        address: String,
    },
    /// It is not JSON, or something is missing in it.
    #[error("it is not what a plugin writes")]
    Json(#[from] serde_json::Error),
    /// The network is none that a plugin listens on.
    #[error("{0:?} is an unknown kind of network: unix and tcp are known")]
    Network(String),
    /// No process has this id.
    #[error("{0} is the id of no process")]
    Process(u32),
    /// It does not speak gRPC.
    #[error("the plugin speaks {0:?} and this host only grpc")]
    Protocol(String),
    /// It can be reached from other machines, and nothing on the way is encrypted.
    #[error(
        "{0} is not on this machine, and whoever is on the way could read and change everything"
    )]
    Remote(SocketAddr),
    /// It speaks a version that we do not.
    #[error("the plugin speaks protocol version {0}, and this host {offer}", offer = version::offer())]
    Version(u32),
}

/// Names and order are those of the reference.
#[derive(Serialize, Deserialize)]
struct File {
    protocol: String,
    protocol_version: u32,
    network: String,
    addr: String,
    pid: u32,
}

impl Reattach {
    /// The content of the file, as the reference writes it.
    pub fn to_json(&self) -> String {
        let (network, addr) = match &self.address {
            Address::Tcp(address) => ("tcp", address.to_string()),
            Address::Unix(path) => ("unix", path.display().to_string()),
        };
        let file = File {
            protocol: PROTOCOL.to_owned(),
            protocol_version: self.version,
            network: network.to_owned(),
            addr,
            pid: self.pid,
        };
        // Texts and numbers always have JSON.
        serde_json::to_string_pretty(&file).unwrap_or_default()
    }

    /// Reads the content of a file.
    ///
    /// All kinds of Unix sockets that Go has names for count as the one that gRPC can be spoken over. A TCP
    /// address has to be on this machine; one that stands for all of its addresses counts as the loopback.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub fn from_json(json: &[u8]) -> Result<Self, ReattachError> {
        let file: File = serde_json::from_slice(json)?;
        if file.protocol != PROTOCOL {
            return Err(ReattachError::Protocol(file.protocol));
        }
        if !version::is_supported(file.protocol_version) {
            return Err(ReattachError::Version(file.protocol_version));
        }
        // 0 stands for a group of processes, and larger ones no system has.
        if file.pid == 0 || i32::try_from(file.pid).is_err() {
            return Err(ReattachError::Process(file.pid));
        }
        Ok(Self {
            version: file.protocol_version,
            address: address(&file.network, &file.addr)?,
            pid: file.pid,
        })
    }
}

fn address(network: &str, address: &str) -> Result<Address, ReattachError> {
    let refuse = || ReattachError::Address {
        network: network.to_owned(),
        address: address.to_owned(),
    };
    match network {
        "unix" | "unixgram" | "unixpacket" => match address.is_empty() || address.contains('\0') {
            true => Err(refuse()),
            false => Ok(Address::Unix(PathBuf::from(address))),
        },
        "tcp" | "tcp4" | "tcp6" => {
            let address = socket(address).ok_or_else(refuse)?;
            let fits = match network {
                "tcp4" => address.is_ipv4(),
                "tcp6" => address.is_ipv6(),
                _ => true,
            };
            match fits && address.port() != 0 {
                true => local(address).map(Address::Tcp),
                false => Err(refuse()),
            }
        }
        other => Err(ReattachError::Network(other.to_owned())),
    }
}

/// No name but one is looked up: nothing here asks a network.
fn socket(address: &str) -> Option<SocketAddr> {
    match address.strip_prefix("localhost:") {
        Some(port) => Some((Ipv4Addr::LOCALHOST, port.parse().ok()?).into()),
        None => address.parse().ok(),
    }
}

fn local(mut address: SocketAddr) -> Result<SocketAddr, ReattachError> {
    match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => address.set_ip(Ipv4Addr::LOCALHOST.into()),
        IpAddr::V6(ip) if ip.is_unspecified() => address.set_ip(Ipv6Addr::LOCALHOST.into()),
        ip if ip.to_canonical().is_loopback() => {}
        _ => return Err(ReattachError::Remote(address)),
    }
    Ok(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(network: &str, addr: &str) -> String {
        format!(
            r#"{{"protocol":"grpc","protocol_version":1,"network":"{network}","addr":"{addr}","pid":7}}"#
        )
    }

    fn read(network: &str, addr: &str) -> Result<Address, ReattachError> {
        Reattach::from_json(json(network, addr).as_bytes()).map(|reattach| reattach.address)
    }

    #[test]
    fn the_file_is_as_the_reference_writes_it() {
        let reattach = Reattach {
            version: 1,
            address: Address::Unix("/tmp/plugin1".into()),
            pid: 7,
        };
        let expected = r#"{
  "protocol": "grpc",
  "protocol_version": 1,
  "network": "unix",
  "addr": "/tmp/plugin1",
  "pid": 7
}"#;
        assert_eq!(reattach.to_json(), expected);
        assert_eq!(Reattach::from_json(expected.as_bytes()).unwrap(), reattach);
    }

    #[test]
    fn every_network_of_the_reference_is_read() {
        for network in ["unix", "unixgram", "unixpacket"] {
            let address = read(network, "/tmp/p").unwrap();
            assert_eq!(address, Address::Unix("/tmp/p".into()), "{network}");
        }
        for (network, addr, expected) in [
            ("tcp", "127.0.0.1:4711", "127.0.0.1:4711"),
            ("tcp", "[::1]:4711", "[::1]:4711"),
            ("tcp", "localhost:4711", "127.0.0.1:4711"),
            ("tcp", "0.0.0.0:4711", "127.0.0.1:4711"),
            ("tcp", "[::]:4711", "[::1]:4711"),
            ("tcp4", "127.0.0.2:1", "127.0.0.2:1"),
            ("tcp6", "[::ffff:127.0.0.1]:1", "[::ffff:127.0.0.1]:1"),
        ] {
            let address = read(network, addr).unwrap();
            assert_eq!(address, Address::Tcp(expected.parse().unwrap()), "{addr}");
        }
    }

    #[test]
    fn whatever_is_wrong_is_told() {
        for (text, told) in [
            ("".to_owned(), "not what a plugin writes"),
            ("{}".to_owned(), "not what a plugin writes"),
            (json("pigeon", "x"), "unknown kind of network"),
            (json("unix", ""), "no address"),
            (json("tcp", "127.0.0.1"), "no address"),
            (json("tcp", "127.0.0.1:0"), "no address"),
            (json("tcp", "example.net:80"), "no address"),
            (json("tcp4", "[::1]:80"), "no address"),
            (json("tcp6", "127.0.0.1:80"), "no address"),
            (json("tcp", "192.0.2.1:80"), "not on this machine"),
            (json("tcp", "[2001:db8::1]:80"), "not on this machine"),
            (json("unix", "/x").replace("grpc", "netrpc"), "only grpc"),
            (json("unix", "/x").replace(":1,", ":2,"), "version 2"),
            (json("unix", "/x").replace(":7", ":0"), "no process"),
            (
                json("unix", "/x").replace(":7", ":4294967295"),
                "no process",
            ),
            (
                json("unix", "/x").replace(":7", ":-1"),
                "not what a plugin writes",
            ),
        ] {
            let error = Reattach::from_json(text.as_bytes()).unwrap_err();
            assert!(error.to_string().contains(told), "{text}: {error}");
        }
    }
}
