//! Release archives, unpacked without trusting anything in them.
//!
//! A release holds a binary, a manifest and little more, so an archive is taken to be hostile as soon as
//! it holds anything else: names that lead out, links, devices, the same name twice, more files or bytes
//! than a release has, a small file that becomes a huge one, or bytes that readers could take for another
//! archive. It is refused as a whole, and nothing lies outside of the directory that was given.

mod error;
mod extended;
mod format;
mod limits;
mod members;
mod name;
mod refusal;
mod sink;
mod tarball;
mod zip_end;
mod zipfile;

pub use error::ArchiveError;
pub use limits::Limits;
pub use name::NameProblem;
pub use refusal::Refusal;

use std::fs;
use std::path::{Path, PathBuf};

use wick_proto::files;

use self::format::Format;
use self::sink::Sink;
use crate::scan::MANIFEST_FILE;

/// Unpacks a `.zip` or a `.tar.gz`, told apart by their first bytes, into an empty directory, and
/// returns the plugin directory in it: the root, or the first directory below it, by name, with a
/// manifest.
///
/// Nothing of the archive's file modes is kept but who may execute.
///
/// # Errors
///
/// A file that cannot be read or is no archive, an archive that is refused, or one without a manifest.
pub fn unpack(archive: &Path, into: &Path, limits: &Limits) -> Result<PathBuf, ArchiveError> {
    let failed = |refusal: Refusal| refusal.of(archive);
    let mut file = files::open_named(archive).map_err(|source| ArchiveError::Read {
        archive: archive.to_owned(),
        source,
    })?;
    let format = format::of(&mut file).map_err(failed)?;
    let bytes = file
        .metadata()
        .map_err(Refusal::Broken)
        .map_err(failed)?
        .len();
    if bytes > limits.archive_bytes {
        return Err(failed(Refusal::ArchiveTooLarge(limits.archive_bytes)));
    }
    let mut sink = Sink::new(into, limits, bytes);
    match format {
        Format::Zip => zipfile::unpack(file, &mut sink),
        Format::Gzip => tarball::unpack(file, &mut sink),
    }
    .map_err(failed)?;
    plugin_directory(into).ok_or_else(|| failed(Refusal::NoManifest))
}

fn plugin_directory(root: &Path) -> Option<PathBuf> {
    let mut directories: Vec<PathBuf> = fs::read_dir(root)
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    directories.sort();
    std::iter::once(root.to_owned())
        .chain(directories)
        .find(|directory| directory.join(MANIFEST_FILE).is_file())
}

#[cfg(test)]
mod tests;
