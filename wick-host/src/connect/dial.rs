use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio_rustls::TlsConnector;
use wick_proto::ReadAhead;
use wick_proto::handshake::Address;
use wick_proto::tls::{self, PeerCertificate};

use crate::error::StartCause;
use crate::spawn::Started;

/// Whether the connection is gone: then the other end of this is, too.
#[derive(Clone, Debug)]
pub(crate) struct Lost(watch::Receiver<()>);

impl Lost {
    pub(crate) fn is_lost(&self) -> bool {
        self.0.has_changed().is_err()
    }

    /// Waits until it is gone.
    pub(crate) async fn wait(mut self) {
        while self.0.changed().await.is_ok() {}
    }
}

pub(super) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// A connection to a plugin, encrypted if that was agreed on; tells when it is gone.
pub(super) struct Connection {
    stream: Box<dyn Stream>,
    _open: watch::Sender<()>,
}

/// Connects to where the plugin said to listen. Over TLS, which is before the first byte of HTTP/2, the
/// plugin has to prove that it owns the certificate of its handshake line.
pub(super) async fn dial(started: &Started) -> Result<(Connection, Lost), StartCause> {
    let address = &started.line.address;
    let plain = open(address).await.map_err(|source| StartCause::Connect {
        address: address.clone(),
        source,
    })?;
    let stream = match (&started.identity, &started.line.certificate) {
        (None, _) => plain,
        (Some(_), None) => return Err(StartCause::CertificateMissing),
        (Some(identity), Some(certificate)) => {
            let peer = PeerCertificate::from_der(certificate.clone()).map_err(StartCause::Tls)?;
            let config = tls::client_config(identity, peer).map_err(StartCause::Tls)?;
            let encrypted = TlsConnector::from(config)
                .connect(tls::server_name(), plain)
                .await
                .map_err(StartCause::TlsHandshake)?;
            tls::require_h2(encrypted.get_ref().1).map_err(StartCause::Tls)?;
            Box::new(encrypted) as Box<dyn Stream>
        }
    };
    Ok(Connection::over(stream))
}

impl Connection {
    pub(super) fn over(stream: Box<dyn Stream>) -> (Self, Lost) {
        let (open, lost) = watch::channel(());
        let connection = Self {
            stream,
            _open: open,
        };
        (connection, Lost(lost))
    }
}

pub(super) async fn open(address: &Address) -> io::Result<Box<dyn Stream>> {
    match address {
        #[cfg(unix)]
        Address::Unix(path) => {
            let stream = tokio::net::UnixStream::connect(path).await?;
            let socket = wick_proto::Socket::of(stream.into_std()?)?;
            Ok(Box::new(ReadAhead::of(socket)))
        }
        #[cfg(not(unix))]
        Address::Unix(_) => Err(io::ErrorKind::Unsupported.into()),
        Address::Tcp(address) => {
            let stream = TcpStream::connect(address).await?;
            stream.set_nodelay(true)?;
            Ok(Box::new(ReadAhead::of(stream)))
        }
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, bytes)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}
