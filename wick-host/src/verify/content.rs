use std::fs::File;
use std::io;
use std::sync::{Mutex, PoisonError};

use wick_proto::Digest;

use super::settled::{Clock, Settled, hash};
use super::stamp::Stamp;
use super::writers::Writers;
use crate::digests::DigestCache;

/// An open file, and what it held when it was hashed.
#[derive(Debug)]
pub(crate) struct Content {
    file: File,
    bytes: u64,
    digest: Digest,
    /// What stands for the digest, once anything does. Held for a look or an exchange only.
    settled: Mutex<Option<Settled>>,
}

impl Content {
    /// Hashes the file, unless it is known as it is.
    pub(crate) fn of(file: File, digests: &DigestCache) -> io::Result<Self> {
        // A size of another moment than the digest's makes a difference later, which is refused then.
        let bytes = file.metadata()?.len();
        let hashed = digests.hash(&file)?;
        Ok(Self {
            file,
            bytes,
            digest: hashed.digest,
            settled: Mutex::new(hashed.settled),
        })
    }

    /// The open file.
    pub(crate) fn file(&self) -> &File {
        &self.file
    }

    /// The size of the file when it was hashed.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The digest of what it held.
    pub(crate) fn digest(&self) -> Digest {
        self.digest
    }

    /// Whether the file still holds that: it cannot be exchanged, but could have been written into
    /// since. It is hashed again unless its stamp stands for what it held.
    pub(crate) fn is_unchanged(&self, writers: &Writers<'_>) -> io::Result<bool> {
        let (now, stamp) = (Clock::now(), Stamp::of(&self.file)?);
        // A file that has grown may have no end.
        if stamp.bytes() != self.bytes {
            return Ok(false);
        }
        let stands = |settled: &Settled| settled.stands_for(&stamp, &now);
        if self.lock().as_ref().is_some_and(stands) {
            return Ok(true);
        }
        let hashed = hash(&self.file, writers, now)?;
        *self.lock() = hashed.settled.filter(|_| hashed.digest == self.digest);
        Ok(hashed.digest == self.digest)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Settled>> {
        // It is whole after each change.
        self.settled.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
