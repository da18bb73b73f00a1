use std::fs::{File, Metadata};
use std::io;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

/// How long the last change of a file has to be past: within one tick of the file system's clock, two
/// changes look the same. The coarsest known clock ticks every two seconds.
const SETTLED: Duration = Duration::from_secs(2);

/// Which file it is, and what changes whenever its content does. The change time of Unix cannot be
/// set back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Stamp {
    device: u64,
    inode: u64,
    bytes: u64,
    /// Seconds and nanoseconds.
    modified: (i64, i64),
    changed: (i64, i64),
}

impl Stamp {
    pub(crate) fn of(file: &File) -> io::Result<Self> {
        file.metadata().map(|metadata| Self::from(&metadata))
    }

    /// Whether a further change at `now` or later would give another stamp: all of its times are past.
    /// A time in the future will come once more.
    pub(crate) fn is_past(&self, now: SystemTime) -> bool {
        let Ok(now) = now.duration_since(UNIX_EPOCH) else {
            return false;
        };
        let is_past = |(seconds, nanoseconds): (i64, i64)| {
            let time = i128::from(seconds) * 1_000_000_000 + i128::from(nanoseconds);
            now.checked_sub(SETTLED)
                .and_then(|limit| i128::try_from(limit.as_nanos()).ok())
                .is_some_and(|limit| time <= limit)
        };
        // Without an inode it is not known which file it is, and without a change time not when it changed.
        self.inode != 0 && self.changed != (0, 0) && is_past(self.changed) && is_past(self.modified)
    }

    /// The size of the file.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Which file it is, whatever its state.
    pub(crate) fn file(&self) -> FileId {
        FileId {
            device: self.device,
            inode: self.inode,
        }
    }

    #[cfg(test)]
    pub(crate) fn with_inode(&self, inode: u64) -> Self {
        Self {
            inode,
            ..self.clone()
        }
    }
}

/// Device and inode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct FileId {
    device: u64,
    inode: u64,
}

#[cfg(unix)]
impl From<&Metadata> for Stamp {
    fn from(metadata: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt;

        Self {
            device: metadata.dev(),
            inode: metadata.ino(),
            bytes: metadata.len(),
            modified: (metadata.mtime(), metadata.mtime_nsec()),
            changed: (metadata.ctime(), metadata.ctime_nsec()),
        }
    }
}

/// Enough to notice a change of an open file.
#[cfg(not(unix))]
impl From<&Metadata> for Stamp {
    fn from(metadata: &Metadata) -> Self {
        let modified = metadata.modified().ok();
        let modified = modified.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        let modified = modified.unwrap_or_default();
        Self {
            device: 0,
            inode: 0,
            bytes: metadata.len(),
            modified: (
                modified.as_secs().try_into().unwrap_or_default(),
                modified.subsec_nanos().into(),
            ),
            changed: (0, 0),
        }
    }
}

/// Reads a shared file from its start without touching the shared position.
pub(crate) struct FromStart<'a> {
    file: &'a File,
    position: u64,
}

impl<'a> FromStart<'a> {
    pub(crate) fn of(file: &'a File) -> Self {
        Self { file, position: 0 }
    }
}

impl io::Read for FromStart<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        #[cfg(unix)]
        let count = std::os::unix::fs::FileExt::read_at(self.file, buffer, self.position)?;
        #[cfg(windows)]
        let count = std::os::windows::fs::FileExt::seek_read(self.file, buffer, self.position)?;
        self.position += count as u64;
        Ok(count)
    }
}
