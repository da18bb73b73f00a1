use std::fs::File;
use std::io;

use zip::ZipArchive;
use zip::result::ZipError;

use super::error::Refusal;
use super::sink::Sink;

/// What Unix says of a file's type, in the upper bits of its mode.
const TYPE: u32 = 0o170_000;
const REGULAR: u32 = 0o100_000;
const DIRECTORY: u32 = 0o040_000;
const LINK: u32 = 0o120_000;

pub(super) fn unpack(file: File, sink: &mut Sink<'_>) -> Result<(), Refusal> {
    let mut archive = ZipArchive::new(file).map_err(broken)?;
    for _ in 0..archive.len() {
        sink.count()?;
    }
    if archive.has_duplicate_names() {
        // The crate keeps one of them, and does not say which name.
        return Err(Refusal::Duplicates);
    }
    if archive.has_overlapping_entries().map_err(broken)? {
        return Err(Refusal::Overlap);
    }
    for index in 0..archive.len() {
        // Raw first: an entry that cannot be decoded still has a name.
        let entry = archive.by_index_raw(index).map_err(broken)?;
        let name = entry.name_raw().to_vec();
        let shown = String::from_utf8_lossy(&name).into_owned();
        if entry.encrypted() {
            return Err(Refusal::Encrypted(shown));
        }
        let mode = entry.unix_mode().unwrap_or(REGULAR | 0o644);
        match mode & TYPE {
            LINK => return Err(Refusal::Link(shown)),
            0 | REGULAR | DIRECTORY => {}
            _ => return Err(Refusal::Special(shown)),
        }
        let is_directory = entry.is_dir();
        drop(entry);
        if is_directory {
            sink.directory(&name)?;
            continue;
        }
        let mut entry = archive.by_index(index).map_err(broken)?;
        sink.file(&name, mode & 0o111 != 0, &mut entry)?;
    }
    Ok(())
}

fn broken(error: ZipError) -> Refusal {
    Refusal::Broken(match error {
        ZipError::Io(error) => error,
        error => io::Error::other(error),
    })
}
