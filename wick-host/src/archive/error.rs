use std::io;
use std::path::{Path, PathBuf};

/// An archive that was not unpacked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ArchiveError {
    /// The file cannot be opened.
    #[error("{}: the archive cannot be read", archive.display())]
    Read {
        /// The archive.
        archive: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// What is in it could not be written where it should go.
    #[error("{}: cannot be written", path.display())]
    Write {
        /// The file or directory.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// It is no archive, or holds what no release holds.
    #[error("{}: not a release of a plugin", archive.display())]
    Refused {
        /// The archive.
        archive: PathBuf,
        /// Why not.
        source: Refusal,
    },
}

/// What is wrong with an archive.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// It begins like neither format.
    #[error("it is neither a zip nor a gzipped tar")]
    NoArchive,
    /// It ends early, or was changed.
    #[error("it is damaged")]
    Broken(#[source] io::Error),
    /// The file itself is too large.
    #[error("it is larger than {0} bytes")]
    ArchiveTooLarge(u64),
    /// Too many files.
    #[error("it holds more than {0} files")]
    TooManyEntries(usize),
    /// Too much comes out of it.
    #[error("more than {0} bytes come out of it")]
    TooManyBytes(u64),
    /// It is small and becomes large.
    #[error("more than {0} bytes come out for each byte in it, as of no real binary")]
    Ratio(u64),
    /// Files share their bytes, which multiplies what comes out.
    #[error("files in it overlap each other")]
    Overlap,
    /// There is something before, behind or between what its directory lists.
    #[error("there is something in it that belongs to no file")]
    Stray,
    /// It says one thing in two places, and not the same.
    #[error("it contradicts itself")]
    Contradiction(#[source] io::Error),
    /// A header that is large enough to hide something in.
    #[error("{0:?} has a header of more than {1} bytes")]
    LargeHeader(String, u64),
    /// A name leads to elsewhere.
    #[error("the file name {0:?} leads out of it")]
    Escape(String),
    /// A name that file systems read differently, or none but ASCII.
    #[error("the file name {0:?} cannot be used on every system")]
    Name(String),
    /// One name twice, perhaps in capitals; which of the two files counts differs from reader to reader.
    #[error("the file name {0:?} is there twice")]
    Duplicate(String),
    /// One name of a file and of a directory.
    #[error("the file name {0:?} is that of a directory, too")]
    FileAndDirectory(String),
    /// The same, where the archive does not tell which.
    #[error("one of the file names in it is there twice")]
    Duplicates,
    /// A link, which may lead out, now or once it is followed.
    #[error("{0:?} is a link")]
    Link(String),
    /// A device, a pipe, or a file with holes.
    #[error("{0:?} is not a regular file")]
    Special(String),
    /// A header that changes what the next one says.
    #[error("{0:?} is an extended header that changes names or sizes")]
    ExtendedHeader(String),
    /// It needs a password.
    #[error("{0:?} is encrypted")]
    Encrypted(String),
    /// No manifest where one is looked for.
    #[error("there is no plugin.json at its root or one directory below")]
    NoManifest,
    /// Not the archive's fault.
    #[error("{}: cannot be written", .0.display())]
    Unwritable(PathBuf, #[source] io::Error),
}

impl Refusal {
    pub(super) fn of(self, archive: &Path) -> ArchiveError {
        match self {
            Self::Unwritable(path, source) => ArchiveError::Write { path, source },
            source => ArchiveError::Refused {
                archive: archive.to_owned(),
                source,
            },
        }
    }
}
