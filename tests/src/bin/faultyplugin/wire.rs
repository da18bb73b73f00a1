//! The connection of a plugin, with a tap on it.

use std::io;
use std::os::unix::net::UnixStream as Socket;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::UnixStream;
use tokio_rustls::server::TlsStream;
use tonic::transport::server::Connected;

/// What can be done to the connections.
#[derive(Clone, Default)]
pub(crate) struct Tap {
    deaf: Arc<AtomicBool>,
    sockets: Arc<Mutex<Vec<Socket>>>,
}

impl Tap {
    /// From now on nothing is read, while everything is kept open.
    pub(crate) fn stop_reading(&self) {
        self.deaf.store(true, Ordering::SeqCst);
    }

    /// Closes all connections without a word.
    pub(crate) fn close(&self) {
        for socket in self.sockets.lock().unwrap().iter() {
            let _ = socket.shutdown(std::net::Shutdown::Both);
        }
    }

    /// The stream, of which the tap keeps a second handle.
    pub(crate) fn on(&self, stream: UnixStream) -> io::Result<UnixStream> {
        let socket = stream.into_std()?;
        self.sockets.lock().unwrap().push(socket.try_clone()?);
        UnixStream::from_std(socket)
    }
}

pub(crate) struct Wire {
    pub(crate) stream: TlsStream<UnixStream>,
    pub(crate) tap: Tap,
}

impl Connected for Wire {
    type ConnectInfo = ();

    fn connect_info(&self) {}
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.tap.deaf.load(Ordering::SeqCst) {
            return Poll::Pending;
        }
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Wire {
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
}
