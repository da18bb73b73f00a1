use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// How often a reader waits before the first byte, so that what answers to requests comes after them.
const PATIENCE: u8 = 8;

/// A peer that sends the same bytes whatever it is told, and then hangs up.
#[derive(Debug)]
pub struct Canned {
    bytes: Vec<u8>,
    sent: usize,
    patience: u8,
}

impl Canned {
    /// Sends these.
    pub fn new(bytes: Vec<u8>) -> Self {
        Self {
            bytes,
            sent: 0,
            patience: PATIENCE,
        }
    }
}

impl AsyncRead for Canned {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.patience > 0 {
            self.patience -= 1;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let rest = &self.bytes[self.sent..];
        let count = rest.len().min(buffer.remaining());
        buffer.put_slice(&rest[..count]);
        self.sent += count;
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Canned {
    fn poll_write(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}
