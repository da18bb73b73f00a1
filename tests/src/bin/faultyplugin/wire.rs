//! The connection of a plugin, with a tap on it.

use std::io;
use std::os::unix::net::UnixStream as Socket;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::UnixStream;
use tokio_rustls::server::TlsStream;
use tonic::transport::server::Connected;
use wick_tests::mutation::Mutation;

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
    pub(crate) outgoing: Option<Outgoing>,
}

/// Changes what is sent.
pub(crate) struct Outgoing {
    mutation: Mutation,
    /// What is to be sent in place of what was.
    waiting: Vec<u8>,
}

impl Outgoing {
    /// The changes of the seed that the file has.
    pub(crate) fn by(seed: &str) -> Self {
        let seed = std::fs::read_to_string(seed).unwrap();
        Self {
            mutation: Mutation::new(seed.trim().parse().unwrap()),
            waiting: Vec::new(),
        }
    }
}

impl Wire {
    /// Sends what waits.
    fn poll_waiting(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let Some(outgoing) = &mut self.outgoing else {
            return Poll::Ready(Ok(()));
        };
        while !outgoing.waiting.is_empty() {
            let sent = Pin::new(&mut self.stream).poll_write(context, &outgoing.waiting);
            outgoing.waiting.drain(..ready!(sent)?);
        }
        Poll::Ready(Ok(()))
    }
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
        ready!(self.poll_waiting(context))?;
        if let Some(outgoing) = &mut self.outgoing {
            outgoing.waiting = outgoing.mutation.of(bytes);
            return Poll::Ready(Ok(bytes.len()));
        }
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_waiting(context))?;
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
