//! How gRPC puts messages into the bytes of a stream: a flag, a length, the message.

use prost::Message;
use prost::bytes::{BufMut as _, Bytes, BytesMut};

/// Bytes before every message.
pub const HEAD_BYTES: usize = 5;

/// Bytes that are no message.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FramingError {
    /// The message is compressed, which nobody asked for.
    #[error("a message is compressed, and no compression was agreed on")]
    Compressed,
    /// The message is larger than is taken.
    #[error("{}: {length} bytes, and the limit is {limit}", Self::TOO_LARGE)]
    TooLarge {
        /// Bytes of the message.
        length: usize,
        /// Bytes that are taken.
        limit: usize,
    },
}

impl FramingError {
    /// How the text of [`TooLarge`](Self::TooLarge) begins, by which a host knows it from a plugin's status.
    pub const TOO_LARGE: &str = "message length too large";
}

/// What goes before a message of `length` bytes.
pub fn head(length: usize) -> [u8; HEAD_BYTES] {
    let length = u32::try_from(length).unwrap_or(u32::MAX).to_be_bytes();
    [0, length[0], length[1], length[2], length[3]]
}

/// Appends a message with its head.
pub fn append(message: &impl Message, to: &mut Vec<u8>) {
    let length = message.encoded_len();
    to.reserve(HEAD_BYTES + length);
    to.put_slice(&head(length));
    message.encode_raw(to);
}

/// Takes messages out of the pieces that a stream comes in.
///
/// A message that is whole in one piece is not copied.
#[derive(Debug)]
pub struct Messages {
    limit: usize,
    piece: Bytes,
    /// The beginning of a message whose rest is still to come.
    partial: BytesMut,
}

impl Messages {
    /// Of at most `limit` bytes each.
    pub fn new(limit: usize) -> Self {
        Self {
            limit,
            piece: Bytes::new(),
            partial: BytesMut::new(),
        }
    }

    /// Takes the next piece of the stream.
    pub fn push(&mut self, piece: Bytes) {
        if self.piece.is_empty() && self.partial.is_empty() {
            self.piece = piece;
            return;
        }
        self.join();
        self.partial.extend_from_slice(&piece);
    }

    /// The next message, if all of it is there.
    ///
    /// # Errors
    ///
    /// [`FramingError`]; there is no way to go on after that.
    pub fn pop(&mut self) -> Result<Option<Bytes>, FramingError> {
        let Some(length) = self.length()? else {
            self.join();
            return Ok(None);
        };
        let whole = HEAD_BYTES + length;
        let mut message = if self.partial.is_empty() && self.piece.len() >= whole {
            self.piece.split_to(whole)
        } else {
            self.join();
            if self.partial.len() < whole {
                let missing = whole - self.partial.len();
                self.partial.reserve(missing);
                return Ok(None);
            }
            self.partial.split_to(whole).freeze()
        };
        Ok(Some(message.split_off(HEAD_BYTES)))
    }

    /// Whether the stream ended within a message.
    pub fn is_torn(&self) -> bool {
        !self.piece.is_empty() || !self.partial.is_empty()
    }

    fn length(&self) -> Result<Option<usize>, FramingError> {
        let bytes = if self.partial.is_empty() {
            self.piece.as_ref()
        } else {
            self.partial.as_ref()
        };
        let Some(([flag, length @ ..], _)) = bytes.split_first_chunk::<HEAD_BYTES>() else {
            return Ok(None);
        };
        if *flag != 0 {
            return Err(FramingError::Compressed);
        }
        let length = u32::from_be_bytes(*length) as usize;
        if length > self.limit {
            return Err(FramingError::TooLarge {
                length,
                limit: self.limit,
            });
        }
        Ok(Some(length))
    }

    fn join(&mut self) {
        if !self.piece.is_empty() {
            self.partial.extend_from_slice(&self.piece);
            self.piece = Bytes::new();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::connector::{Chunk, Error};

    fn framed(messages: &[Error]) -> Vec<u8> {
        let mut bytes = Vec::new();
        messages
            .iter()
            .for_each(|message| append(message, &mut bytes));
        bytes
    }

    fn messages() -> [Error; 3] {
        [("a", "one"), ("", ""), ("b", "three")].map(|(code, message)| Error {
            code: code.to_owned(),
            message: message.to_owned(),
        })
    }

    #[test]
    fn messages_come_out_however_they_are_cut() {
        let bytes = framed(&messages());
        for length in 1..=bytes.len() {
            let mut taken = Vec::new();
            let mut stream = Messages::new(100);
            for piece in bytes.chunks(length) {
                stream.push(Bytes::copy_from_slice(piece));
                while let Some(message) = stream.pop().unwrap() {
                    taken.push(Error::decode(message).unwrap());
                }
            }
            assert_eq!(taken, messages(), "in pieces of {length}");
            assert!(!stream.is_torn());
        }
    }

    #[test]
    fn a_torn_message_is_noticed() {
        let mut stream = Messages::new(100);
        stream.push(Bytes::from_static(&[0, 0, 0, 0, 2, 1]));
        assert_eq!(stream.pop(), Ok(None));
        assert!(stream.is_torn());
    }

    #[test]
    fn what_is_no_message_is_refused() {
        let next = |bytes: &'static [u8]| {
            let mut stream = Messages::new(100);
            stream.push(Bytes::from_static(bytes));
            stream.pop().unwrap_err()
        };
        assert_eq!(next(&[1, 0, 0, 0, 0]), FramingError::Compressed);
        let large = FramingError::TooLarge {
            length: 101,
            limit: 100,
        };
        assert_eq!(next(&[0, 0, 0, 0, 101]), large);
    }

    #[test]
    fn an_empty_message_has_a_head_too() {
        let mut bytes = Vec::new();
        append(&Chunk::default(), &mut bytes);
        assert_eq!(bytes, [0; HEAD_BYTES]);
    }
}
