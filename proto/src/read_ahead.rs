//! Reading more from a socket than is asked for.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// Bytes that are read at once as long as little comes: more than a small call has.
const LEAST: usize = 4 << 10;

/// Bytes that are read at once while much comes.
const MOST: usize = 64 << 10;

/// A socket that is read in pieces as large as what comes in: rustls asks for 4 KiB at a time, which would be
/// thousands of system calls for a large result. Memory for large pieces is held only while they come, as a host
/// has many connections that rest.
///
/// Writing goes to the socket as it is.
#[derive(Debug)]
pub struct ReadAhead<S> {
    socket: S,
    piece: Vec<u8>,
    /// Of the piece, what was not taken yet.
    start: usize,
    end: usize,
}

impl<S> ReadAhead<S> {
    /// Reads from `socket` from now on.
    pub fn of(socket: S) -> Self {
        Self {
            socket,
            piece: Vec::new(),
            start: 0,
            end: 0,
        }
    }

    /// Makes room for the next piece: more than for the last if that was full, and little again after little.
    fn make_room(&mut self) {
        let room = match self.piece.len() {
            0 => LEAST,
            length if self.end == length => (4 * length).min(MOST),
            _ if self.end < LEAST => LEAST,
            length => length,
        };
        if room != self.piece.len() {
            self.piece = vec![0; room];
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for ReadAhead<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if this.start == this.end {
            this.make_room();
            let mut piece = ReadBuf::new(&mut this.piece);
            // What was read before is still there if nothing comes.
            ready!(Pin::new(&mut this.socket).poll_read(context, &mut piece))?;
            (this.start, this.end) = (0, piece.filled().len());
        }
        let taken = buffer.remaining().min(this.end - this.start);
        buffer.put_slice(&this.piece[this.start..this.start + taken]);
        this.start += taken;
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for ReadAhead<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.socket).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.socket).poll_write_vectored(context, bytes)
    }

    fn is_write_vectored(&self) -> bool {
        self.socket.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;

    #[tokio::test]
    async fn everything_comes_in_order_however_it_is_asked_for() {
        let sent: Vec<u8> = (0..1_000_000_u32)
            .map(|number| number as u8 ^ (number >> 8) as u8)
            .collect();
        for at_once in [1, 7, LEAST, MOST + 1] {
            let (mut writer, reader) = tokio::io::duplex(2 * MOST);
            let all = sent.clone();
            let writing = tokio::spawn(async move { writer.write_all(&all).await });
            let (mut ahead, mut taken) = (ReadAhead::of(reader), Vec::new());
            let mut buffer = vec![0; at_once];
            while let count @ 1.. = ahead.read(&mut buffer).await.unwrap() {
                taken.extend_from_slice(&buffer[..count]);
            }
            assert!(taken == sent, "{at_once} at once");
            writing.await.unwrap().unwrap();
        }
    }

    #[tokio::test]
    async fn memory_is_held_only_while_much_comes() {
        let (mut writer, reader) = tokio::io::duplex(2 * MOST);
        let mut ahead = ReadAhead::of(reader);
        let mut pass = async |length: usize| {
            writer.write_all(&vec![1; length]).await.unwrap();
            ahead.read_exact(&mut vec![0; length]).await.unwrap();
            ahead.piece.len()
        };
        assert_eq!(pass(100).await, LEAST);
        assert_eq!(pass(2 * MOST).await, MOST);
        assert_eq!(pass(2 * MOST).await, MOST);
        pass(10).await;
        assert_eq!(pass(10).await, LEAST);
    }

    #[tokio::test]
    async fn what_is_written_goes_through() {
        let (one, mut other) = tokio::io::duplex(100);
        ReadAhead::of(one).write_all(b"hello").await.unwrap();
        let mut text = String::new();
        other.read_to_string(&mut text).await.unwrap();
        assert_eq!(text, "hello");
    }
}
