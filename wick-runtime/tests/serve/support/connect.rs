//! Connections to the probe.

use std::io;
use std::path::{Path, PathBuf};

use hyper_util::rt::TokioIo;
use tokio::net::UnixStream;
use tokio_rustls::TlsConnector;
use tonic::transport::{Channel, Endpoint, Error};
use tower::service_fn;
use wick_proto::tls::{Identity, PeerCertificate, client_config, server_name};

use super::soon;

fn endpoint() -> Endpoint {
    Endpoint::from_static("http://localhost")
        .initial_stream_window_size(4 << 20)
        .initial_connection_window_size(4 << 20)
}

pub(super) async fn plain(socket: &Path) -> Result<Channel, Error> {
    let socket = PathBuf::from(socket);
    let connect = move |_| {
        let socket = socket.clone();
        async move { UnixStream::connect(socket).await.map(TokioIo::new) }
    };
    soon(endpoint().connect_with_connector(service_fn(connect))).await
}

pub(super) async fn tls(
    socket: &Path,
    identity: &Identity,
    plugin: &PeerCertificate,
) -> Result<Channel, Error> {
    let config = client_config(identity, plugin.clone()).unwrap();
    let socket = PathBuf::from(socket);
    let connect = move |_| {
        let (connector, socket) = (TlsConnector::from(config.clone()), socket.clone());
        async move {
            let stream = UnixStream::connect(socket).await?;
            let stream = connector.connect(server_name(), stream).await?;
            io::Result::Ok(TokioIo::new(stream))
        }
    };
    soon(endpoint().connect_with_connector(service_fn(connect))).await
}
