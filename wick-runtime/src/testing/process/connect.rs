//! Connections to a plugin.

use std::io;
use std::sync::Arc;

use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
#[cfg(unix)]
use tokio::net::UnixStream;
use tokio_rustls::TlsConnector;
use tonic::transport::{Channel, Endpoint, Error};
use tower::service_fn;
use wick_proto::handshake::Address;
use wick_proto::tls::{Identity, PeerCertificate, client_config, server_name};

use super::soon;

pub(super) async fn plain(address: &Address) -> Result<Channel, Error> {
    let address = address.clone();
    let connect = move |_| {
        let address = address.clone();
        async move { open(&address).await.map(TokioIo::new) }
    };
    soon(endpoint().connect_with_connector(service_fn(connect))).await
}

pub(super) async fn tls(
    address: &Address,
    identity: &Identity,
    plugin: &PeerCertificate,
) -> Result<Channel, Error> {
    let config = client_config(identity, plugin.clone()).unwrap();
    let address = address.clone();
    let connect = move |_| {
        let (config, address) = (Arc::clone(&config), address.clone());
        async move { secured(config, &address).await.map(TokioIo::new) }
    };
    soon(endpoint().connect_with_connector(service_fn(connect))).await
}

fn endpoint() -> Endpoint {
    Endpoint::from_static("http://localhost")
        .initial_stream_window_size(4 << 20)
        .initial_connection_window_size(4 << 20)
}

async fn secured(config: Arc<ClientConfig>, address: &Address) -> io::Result<impl Stream + use<>> {
    let stream = open(address).await?;
    TlsConnector::from(config)
        .connect(server_name(), stream)
        .await
}

/// What a connection runs over.
trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

async fn open(address: &Address) -> io::Result<Box<dyn Stream>> {
    Ok(match address {
        Address::Tcp(address) => Box::new(TcpStream::connect(address).await?),
        #[cfg(unix)]
        Address::Unix(path) => Box::new(UnixStream::connect(path).await?),
        #[cfg(not(unix))]
        Address::Unix(path) => return Err(io::Error::other(format!("no socket at {path:?}"))),
    })
}
