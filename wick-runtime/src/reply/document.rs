//! JSON text whose beginning is on its way before its end is written: host and plugin work on a long one at
//! once, and the memory of what is sent serves what comes after it.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::io;
use std::mem;

use tokio::sync::mpsc;
use wick_proto::gojson::plain;
use wick_proto::limits::STREAM_CHUNK_BYTES;

use super::escaping;

/// What is being written.
pub(super) struct Document<'a> {
    /// None where the text is wanted in one piece.
    chunks: Option<&'a mpsc::Sender<Vec<u8>>>,
    written: RefCell<Written>,
    /// The quote that would begin the text that is begun already is to be dropped.
    drops_quote: Cell<bool>,
}

struct Written {
    /// Too much to be sent without waiting.
    waiting: VecDeque<Vec<u8>>,
    part: Vec<u8>,
}

impl<'a> Document<'a> {
    pub(super) fn to(chunks: Option<&'a mpsc::Sender<Vec<u8>>>) -> Self {
        let written = Written {
            waiting: VecDeque::new(),
            // What most results fit into.
            part: Vec::with_capacity(128),
        };
        Self {
            chunks,
            written: RefCell::new(written),
            drops_quote: Cell::new(false),
        }
    }

    /// What was not sent yet: parts, and then the last one.
    pub(super) fn into_rest(self) -> (VecDeque<Vec<u8>>, Vec<u8>) {
        let Written { waiting, part } = self.written.into_inner();
        (waiting, part)
    }

    /// Writes all of a text but the quote at its end. The next thing that is written has to be an empty text,
    /// which ends it.
    pub(super) fn begin_text(&self, text: &str) {
        self.push(b"\"");
        let mut rest = text.as_bytes();
        loop {
            let (fitting, special) = rest.split_at(plain(rest));
            self.push(fitting);
            let Some((byte, after)) = special.split_first() else {
                break;
            };
            match escaping::letter(*byte) {
                Some(letter) => self.push(&[b'\\', letter]),
                None => self.push(&escaping::escape(*byte)),
            }
            rest = after;
        }
        self.drops_quote.set(true);
    }

    fn push(&self, mut bytes: &[u8]) {
        let mut written = self.written.borrow_mut();
        if let Some(chunks) = self.chunks {
            while written.part.len() + bytes.len() > STREAM_CHUNK_BYTES {
                let (fitting, rest) = bytes.split_at(STREAM_CHUNK_BYTES - written.part.len());
                written.part.extend_from_slice(fitting);
                bytes = rest;
                written.pass_on(chunks);
            }
        }
        written.part.extend_from_slice(bytes);
    }
}

impl Written {
    /// Begins a new part, and sends as many of the others as there is room for. Nobody may be there any more,
    /// which will show.
    #[cold]
    fn pass_on(&mut self, chunks: &mpsc::Sender<Vec<u8>>) {
        let full = mem::replace(&mut self.part, Vec::with_capacity(STREAM_CHUNK_BYTES));
        self.waiting.push_back(full);
        while let Ok(room) = chunks.try_reserve() {
            let Some(part) = self.waiting.pop_front() else {
                return;
            };
            room.send(part);
        }
    }
}

impl io::Write for &Document<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes)?;
        Ok(bytes.len())
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        if !self.drops_quote.take() {
            self.push(bytes);
        }
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
