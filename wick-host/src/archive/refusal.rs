use std::io;
use std::path::{Path, PathBuf};

use tar::EntryType;

use super::error::ArchiveError;
use super::name::NameProblem;

/// What is wrong with an archive.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// It begins like neither format.
    #[error("it is neither a zip nor a gzipped tar, but {found}")]
    NoArchive {
        /// What it begins like.
        found: &'static str,
        /// What to do about that.
        remedy: &'static str,
    },
    /// It is gzipped, and its content is not a tar.
    #[error("it is gzipped, and what is in it is not a tar")]
    NoTar,
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
    /// It is one of several files that belong together.
    #[error("it is one part of a zip in several parts, which is not supported")]
    Parts,
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
    /// A name that file systems read differently.
    #[error("the file name {name:?} cannot be used on every system: it {problem}")]
    Name {
        /// The name.
        name: String,
        /// The reason.
        problem: NameProblem,
    },
    /// One name twice, perhaps in capitals; which of the two files counts differs from reader to reader.
    #[error("the file name {0:?} is there twice")]
    Duplicate(String),
    /// One name of a file and of a directory.
    #[error("the file name {0:?} is that of a directory, too")]
    FileAndDirectory(String),
    /// Like [`Duplicate`](Self::Duplicate), where the archive does not tell which.
    #[error("one of the file names in it is there twice")]
    Duplicates,
    /// A link, which may lead out, now or once it is followed.
    #[error("{0:?} is a link")]
    Link(String),
    /// A device, a pipe, or a file with holes.
    #[error("{name:?} is not a regular file but {kind}")]
    Special {
        /// The name.
        name: String,
        /// What it is.
        kind: &'static str,
    },
    /// A header that changes what the next one says.
    #[error("{0:?} is an extended header that changes names or sizes")]
    ExtendedHeader(String),
    /// It needs a password.
    #[error("{0:?} is encrypted")]
    Encrypted(String),
    /// A method of compression that is not read.
    #[error("{name:?} is compressed with {method}, which is not supported")]
    Method {
        /// The name.
        name: String,
        /// The method.
        method: String,
    },
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

    /// The refusal of an entry of a tar that is neither a file nor a directory.
    pub(super) fn special(name: String, kind: EntryType) -> Self {
        let kind = match kind {
            EntryType::Char | EntryType::Block => "a device",
            EntryType::Fifo => "a named pipe",
            EntryType::GNUSparse => "a sparse file, which is not supported",
            EntryType::Regular | EntryType::Continuous => "a directory with content",
            kind => match kind.as_byte() {
                b'V' => "the label of a volume",
                b'M' => "a part of an archive in several parts, which is not supported",
                _ => "of an unknown kind",
            },
        };
        Self::Special { name, kind }
    }

    /// What to do about it.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::NoArchive { remedy, .. } => remedy,
            Self::NoTar => "pack directory and all: `wick pack`, `zip`, or `tar -czf`",
            Self::Broken(_) => "download or build it again",
            Self::Parts => "pack it again, as one file",
            Self::Name { problem, .. } => problem.remedy(),
            Self::Special { kind, .. } if kind.starts_with("a sparse file") => {
                "pack it again without --sparse (-S)"
            }
            Self::Link(_) | Self::Special { .. } => {
                "pack it again with regular files only; `wick pack` makes such a release"
            }
            Self::Overlap
            | Self::Stray
            | Self::Contradiction(_)
            | Self::LargeHeader(..)
            | Self::ExtendedHeader(_) => "pack it again with `wick pack`, `zip` or `tar -czf`",
            Self::Escape(_) => "pack it again from within its directory",
            Self::Encrypted(_) => "pack it again without a password",
            Self::Method { .. } => "pack it again with deflate, as `wick pack` and `zip` do",
            Self::NoManifest => "make the release with `wick pack`, which writes one",
            _ => return None,
        };
        Some(hint.to_owned())
    }
}
