use std::io;

use tokio::io::{AsyncRead, AsyncReadExt};
use wick_proto::limits::MAX_HANDSHAKE_BYTES;

/// Reads the first line of a stream. What was read stays here when a read is cancelled.
#[derive(Debug)]
pub(super) struct FirstLine<R> {
    stream: R,
    bytes: Vec<u8>,
}

/// What came in place of a first line.
#[derive(Debug)]
pub(super) enum NoLine {
    /// The stream ended; this is what came before.
    Ended(String),
    /// The stream could not be read.
    Failed(io::Error),
    /// There was no line feed within the limit.
    TooLong,
}

impl<R: AsyncRead + Unpin> FirstLine<R> {
    pub(super) fn of(stream: R) -> Self {
        Self {
            stream,
            bytes: Vec::new(),
        }
    }

    /// The line, without its line feed. Bytes that are not UTF-8 are replaced, so that the line can be
    /// shown; no valid handshake has any.
    pub(super) async fn read(&mut self) -> Result<String, NoLine> {
        let mut buffer = [0; 4 << 10];
        loop {
            if let Some(end) = self.bytes.iter().position(|byte| *byte == b'\n') {
                return Ok(text(&self.bytes[..end]));
            }
            if self.bytes.len() > MAX_HANDSHAKE_BYTES {
                return Err(NoLine::TooLong);
            }
            match self.stream.read(&mut buffer).await {
                Ok(0) => return Err(NoLine::Ended(text(&self.bytes))),
                Ok(count) => self.bytes.extend_from_slice(&buffer[..count]),
                Err(error) => return Err(NoLine::Failed(error)),
            }
        }
    }

    /// What follows the line.
    pub(super) fn rest(self) -> R {
        self.stream
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn first(bytes: &[u8]) -> Result<String, NoLine> {
        FirstLine::of(bytes).read().await
    }

    #[tokio::test]
    async fn the_first_line_counts_even_if_it_is_blank() {
        assert_eq!(first(b"one\r\ntwo\n").await.unwrap(), "one\r");
        assert_eq!(first(b"\nline\n").await.unwrap(), "");
        assert_eq!(first(b"\xff\0\n").await.unwrap(), "\u{fffd}\0");
    }

    #[tokio::test]
    async fn an_unterminated_line_is_none() {
        assert!(matches!(first(b"").await, Err(NoLine::Ended(text)) if text.is_empty()));
        assert!(matches!(first(b"half").await, Err(NoLine::Ended(text)) if text == "half"));
        let endless = tokio::io::repeat(b'x');
        assert!(matches!(
            FirstLine::of(endless).read().await,
            Err(NoLine::TooLong)
        ));
    }
}
