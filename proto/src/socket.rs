//! A Unix socket that wakes nobody for nothing.

mod watched;

use std::io::{self, Read as _, Write as _};
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use tokio::io::unix::AsyncFd;
use tokio::io::{AsyncRead, AsyncWrite, Interest, ReadBuf};

use self::watched::watched;

/// A connected Unix socket.
///
/// tokio's own tells its task whenever there is room to write again, and that is each time the peer has read
/// something: a second waking for every small call, on both sides. This one asks for room only after there was
/// none.
///
/// It takes a second file descriptor for that, as epoll watches each for one thing. Where the system has no more of
/// them it is as tokio's.
#[derive(Debug)]
pub struct Socket {
    socket: AsyncFd<Arc<UnixStream>>,
    /// The same one by its other descriptor.
    spare: Option<Arc<UnixStream>>,
    /// While there is no room.
    full: Option<AsyncFd<Arc<UnixStream>>>,
}

impl Socket {
    /// Of a connection.
    ///
    /// # Errors
    ///
    /// When the system does not watch one more.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime.
    pub fn of(connection: UnixStream) -> io::Result<Self> {
        let spare = connection.try_clone().ok();
        Self::with(connection, spare)
    }

    fn with(connection: UnixStream, spare: Option<UnixStream>) -> io::Result<Self> {
        connection.set_nonblocking(true)?;
        let interest = match spare {
            Some(_) => Interest::READABLE,
            None => Interest::READABLE | Interest::WRITABLE,
        };
        Ok(Self {
            socket: watched(Arc::new(connection), interest)?,
            spare: spare.map(Arc::new),
            full: None,
        })
    }

    /// Writes, once there is room.
    fn poll_send(
        &mut self,
        context: &mut Context<'_>,
        send: impl Fn(&UnixStream) -> io::Result<usize>,
    ) -> Poll<io::Result<usize>> {
        loop {
            let awaited = match self.spare {
                Some(_) => self.full.as_ref(),
                None => Some(&self.socket),
            };
            let sent = match awaited {
                None => send(self.socket.get_ref()),
                Some(awaited) => {
                    let mut room = ready!(awaited.poll_write_ready(context))?;
                    match room.try_io(|socket| send(socket.get_ref())) {
                        Ok(sent) => sent,
                        Err(_) => continue,
                    }
                }
            };
            match (sent, &self.spare) {
                (Err(error), _) if error.kind() == io::ErrorKind::Interrupted => {}
                (Err(error), Some(spare)) if error.kind() == io::ErrorKind::WouldBlock => {
                    self.full = Some(watched(spare.clone(), Interest::WRITABLE)?);
                }
                (sent, _) => {
                    self.full = None;
                    return Poll::Ready(sent);
                }
            }
        }
    }
}

impl AsyncRead for Socket {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        loop {
            let mut readable = ready!(self.socket.poll_read_ready(context))?;
            let room = buffer.initialize_unfilled();
            match readable.try_io(|socket| socket.get_ref().as_ref().read(room)) {
                Ok(Ok(count)) => {
                    // Less than was asked for is all that there was; without asking once more for nothing,
                    // epoll tells of the next.
                    if count > 0 && count < room.len() {
                        readable.clear_ready();
                    }
                    buffer.advance(count);
                    return Poll::Ready(Ok(()));
                }
                Ok(Err(error)) if error.kind() == io::ErrorKind::Interrupted => {}
                Ok(Err(error)) => return Poll::Ready(Err(error)),
                Err(_) => {}
            }
        }
    }
}

impl AsyncWrite for Socket {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.poll_send(context, |mut socket| socket.write(bytes))
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.poll_send(context, |mut socket| socket.write_vectored(bytes))
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    /// Nothing is held back.
    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(self.socket.get_ref().shutdown(Shutdown::Write))
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;

    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;

    /// Two ends, also such as there are where descriptors are short.
    fn pairs() -> [(Socket, Socket); 2] {
        [true, false].map(|spare| {
            let (one, other) = UnixStream::pair().unwrap();
            let spare = spare.then(|| one.try_clone().unwrap());
            (
                Socket::with(one, spare).unwrap(),
                Socket::of(other).unwrap(),
            )
        })
    }

    #[tokio::test]
    async fn much_goes_through_both_ways_at_once() {
        let pass = |socket: Socket| async move {
            let (mut reading, mut writing) = tokio::io::split(socket);
            let sent: Vec<u8> = (0..3_000_000_u32).map(|number| number as u8).collect();
            let sending = async {
                writing.write_all(&sent).await.unwrap();
                writing.shutdown().await.unwrap();
            };
            let mut taken = Vec::new();
            let ((), count) = tokio::join!(sending, reading.read_to_end(&mut taken));
            assert_eq!(count.unwrap(), sent.len());
            assert!(taken == sent);
        };
        for (one, other) in pairs() {
            tokio::join!(pass(one), pass(other));
        }
    }

    #[tokio::test]
    async fn a_full_socket_waits_for_room() {
        for (mut one, mut other) in pairs() {
            let piece = [7; 64 << 10];
            let mut written = 0;
            let mut write =
                |context: &mut Context<'_>| Pin::new(&mut one).poll_write(context, &piece);
            poll_fn(|context| match write(context) {
                Poll::Ready(count) => {
                    written += count.unwrap();
                    context.waker().wake_by_ref();
                    Poll::Pending
                }
                // With nothing written yet it waits for being told that there is room at all.
                Poll::Pending if written == 0 => Poll::Pending,
                Poll::Pending => Poll::Ready(()),
            })
            .await;
            let mut taken = vec![0; written];
            let (more, read) = tokio::join!(poll_fn(write), other.read_exact(&mut taken));
            assert!(more.unwrap() > 0 && read.unwrap() == written);
            assert!(one.full.is_none());
        }
    }

    #[tokio::test]
    async fn the_end_and_a_peer_that_is_gone_are_noticed() {
        for (mut one, other) in pairs() {
            drop(other);
            assert_eq!(one.read(&mut [0; 8]).await.unwrap(), 0);
            let error = one.write_all(b"x").await.unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::BrokenPipe);
        }
    }
}
