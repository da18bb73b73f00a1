//! JSON text whose beginning is on its way before its end is written: host and plugin work on a long one at
//! once, and the memory of what is sent serves what comes after it.

use std::collections::VecDeque;
use std::io;
use std::mem;

use tokio::sync::mpsc;
use wick_proto::limits::STREAM_CHUNK_BYTES;

/// What is being written.
pub(crate) struct Document<'a> {
    /// None where the text is wanted in one piece.
    chunks: Option<&'a mpsc::Sender<Vec<u8>>>,
    /// Written, and too much to be sent without waiting.
    waiting: VecDeque<Vec<u8>>,
    part: Vec<u8>,
}

impl<'a> Document<'a> {
    pub(super) fn to(chunks: Option<&'a mpsc::Sender<Vec<u8>>>) -> Self {
        Self {
            chunks,
            waiting: VecDeque::new(),
            // What most results fit into.
            part: Vec::with_capacity(128),
        }
    }

    /// What was not sent yet: parts, and then the last one.
    pub(super) fn into_rest(self) -> (VecDeque<Vec<u8>>, Vec<u8>) {
        (self.waiting, self.part)
    }

    fn is_long(&self, more: usize) -> bool {
        self.chunks.is_some() && self.part.len() + more > STREAM_CHUNK_BYTES
    }

    /// Writes what may be more than a part has room for.
    #[cold]
    fn write_long(&mut self, mut bytes: &[u8]) {
        while self.is_long(bytes.len()) {
            let (fitting, rest) = bytes.split_at(STREAM_CHUNK_BYTES - self.part.len());
            self.part.extend_from_slice(fitting);
            bytes = rest;
            let full = mem::replace(&mut self.part, Vec::with_capacity(STREAM_CHUNK_BYTES));
            self.waiting.push_back(full);
            self.send();
        }
        self.part.extend_from_slice(bytes);
    }

    /// Sends as many parts as there is room for. Nobody may be there any more, which will show.
    fn send(&mut self) {
        let Some(chunks) = self.chunks else { return };
        while let Ok(room) = chunks.try_reserve() {
            let Some(part) = self.waiting.pop_front() else {
                return;
            };
            room.send(part);
        }
    }
}

impl io::Write for Document<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes)?;
        Ok(bytes.len())
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        if self.is_long(bytes.len()) {
            self.write_long(bytes);
        } else {
            self.part.extend_from_slice(bytes);
        }
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
