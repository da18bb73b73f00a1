//! One connection over a pipe, driven until both sides know what became of it.

use std::io;
use std::sync::Arc;

use rustls::{ClientConfig, ClientConnection, ServerConfig, ServerConnection};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio_rustls::{TlsAcceptor, TlsConnector, client, server};
use wick_proto::tls::{PinError, server_name};

/// How a connection went on each side.
pub(crate) struct Outcome {
    pub(crate) client: io::Result<ClientConnection>,
    pub(crate) server: io::Result<ServerConnection>,
}

/// Connects, and lets a byte go each way: in TLS 1.3 a client hears of its refusal only then.
pub(crate) async fn handshake(client: Arc<ClientConfig>, server: Arc<ServerConfig>) -> Outcome {
    let (near, far) = tokio::io::duplex(64 << 10);
    let (client, server) = tokio::join!(
        async move {
            let mut stream = TlsConnector::from(client)
                .connect(server_name(), near)
                .await?;
            exchange(&mut stream).await?;
            Ok::<client::TlsStream<_>, io::Error>(stream)
        },
        async move {
            let mut stream = TlsAcceptor::from(server).accept(far).await?;
            exchange(&mut stream).await?;
            Ok::<server::TlsStream<_>, io::Error>(stream)
        },
    );
    Outcome {
        client: client.map(|stream| stream.into_inner().1),
        server: server.map(|stream| stream.into_inner().1),
    }
}

async fn exchange(stream: &mut (impl AsyncRead + AsyncWrite + Unpin)) -> io::Result<()> {
    stream.write_all(b"!").await?;
    stream.flush().await?;
    let mut heard = [0];
    stream.read_exact(&mut heard).await?;
    assert_eq!(&heard, b"!");
    Ok(())
}

/// The TLS error behind an I/O error.
pub(crate) fn tls_error<T>(result: io::Result<T>) -> rustls::Error {
    match result {
        Ok(_) => panic!("the connection was accepted"),
        Err(error) => match error.get_ref().and_then(|inner| inner.downcast_ref()) {
            Some(inner) => rustls::Error::clone(inner),
            None => panic!("not a TLS error: {error:?}"),
        },
    }
}

/// Our own reason inside of the TLS error.
pub(crate) fn pin_error<T>(result: io::Result<T>) -> PinError {
    let error = tls_error(result);
    if let rustls::Error::InvalidCertificate(rustls::CertificateError::Other(other)) = &error
        && let Some(reason) = other.0.downcast_ref()
    {
        return *reason;
    }
    panic!("not a mismatch of certificates: {error:?}")
}
