//! Where the plugin listens.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::ops::RangeInclusive;
use std::path::PathBuf;

use tokio::io::{AsyncRead, AsyncWrite};
use wick_proto::handshake::Address;

use super::launch::{Launch, LaunchError};

#[cfg(unix)]
mod group;
#[cfg(unix)]
mod unix;

/// A socket that is listened on. Dropping it stops that and removes what there is in the file
/// system.
pub(crate) struct Listener {
    socket: Socket,
    address: Address,
}

enum Socket {
    Tcp(tokio::net::TcpListener),
    #[cfg(unix)]
    Unix(unix::Socket),
}

/// One connection.
pub(crate) trait Connection: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Connection for T {}

/// A place to listen that cannot be had.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub(crate) enum ListenError {
    /// The socket could not be made.
    #[error("cannot listen on {address}")]
    Bind {
        address: String,
        #[source]
        source: io::Error,
    },
    /// The directory for the socket is not one.
    #[error("no directory {path:?} for the socket; {variable} names it")]
    Directory {
        path: PathBuf,
        variable: &'static str,
        #[source]
        source: io::Error,
    },
    /// The group that may connect is unknown, or may not be set.
    #[error("cannot let the group {group:?} connect to the socket")]
    Group {
        group: String,
        #[source]
        source: io::Error,
    },
    /// The wishes of the host make no sense.
    #[error(transparent)]
    Launch(#[from] LaunchError),
    /// The path is too long for a socket.
    #[error(
        "the socket's path {path:?} has {length} bytes and the system takes {limit}; set {variable} to a shorter directory"
    )]
    Length {
        path: PathBuf,
        length: usize,
        limit: usize,
        variable: &'static str,
    },
    /// The path would break the handshake line.
    #[error(
        "the socket's path {path:?} has a `|`, a control character or something that is not UTF-8, which the handshake cannot carry; set {variable} to another directory"
    )]
    Path {
        path: PathBuf,
        variable: &'static str,
    },
    /// All ports are taken.
    #[error("no free port from {} to {} on 127.0.0.1", .0.start(), .0.end())]
    Ports(RangeInclusive<u16>),
}

impl Listener {
    /// Listens where the host wants it. From then on, connections wait to be accepted.
    ///
    /// # Errors
    ///
    /// [`ListenError`], naming the setting to change.
    pub(crate) fn bind(launch: &Launch) -> Result<Self, ListenError> {
        if let Some(bound) = bind_unix(launch) {
            return bound;
        }
        let (socket, address) = bind_tcp(launch.ports.range()?)?;
        Ok(Self {
            address: Address::Tcp(address),
            socket: Socket::Tcp(socket),
        })
    }

    /// What to print in the handshake.
    pub(crate) fn address(&self) -> &Address {
        &self.address
    }

    /// The next connection.
    pub(crate) async fn accept(&self) -> io::Result<Box<dyn Connection>> {
        match &self.socket {
            Socket::Tcp(socket) => {
                let (stream, _) = socket.accept().await?;
                stream.set_nodelay(true)?;
                Ok(Box::new(stream))
            }
            #[cfg(unix)]
            Socket::Unix(socket) => socket.accept().await,
        }
    }
}

/// A Unix socket, where there are any.
#[cfg(unix)]
fn bind_unix(launch: &Launch) -> Option<Result<Listener, ListenError>> {
    let bound = unix::Socket::bind(launch).map(|socket| Listener {
        address: Address::Unix(socket.path().to_owned()),
        socket: Socket::Unix(socket),
    });
    Some(bound)
}

#[cfg(not(unix))]
fn bind_unix(_: &Launch) -> Option<Result<Listener, ListenError>> {
    None
}

/// The first free port of a range on the loopback address.
fn bind_tcp(
    ports: RangeInclusive<u16>,
) -> Result<(tokio::net::TcpListener, SocketAddr), ListenError> {
    for port in ports.clone() {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let bound = std::net::TcpListener::bind(address).and_then(|socket| {
            socket.set_nonblocking(true)?;
            let address = socket.local_addr()?;
            Ok((tokio::net::TcpListener::from_std(socket)?, address))
        });
        match bound {
            Ok(bound) => return Ok(bound),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => {}
            Err(source) => {
                return Err(ListenError::Bind {
                    address: address.to_string(),
                    source,
                });
            }
        }
    }
    Err(ListenError::Ports(ports))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn tcp_takes_the_first_free_port() {
        let (first, any) = bind_tcp(0..=0).unwrap();
        assert!(any.ip().is_loopback() && any.port() != 0);
        let port = any.port();
        let error = bind_tcp(port..=port).unwrap_err();
        assert!(matches!(error, ListenError::Ports(_)), "{error}");
        drop(first);
        assert_eq!(bind_tcp(port..=port).unwrap().1, any);
    }
}
