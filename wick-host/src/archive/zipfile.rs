use std::fs::File;
use std::io;

use tar::EntryType;
use zip::result::ZipError;
use zip::{CompressionMethod, ZipArchive};

use super::refusal::Refusal;
use super::sink::Sink;
use super::zip_end;

/// What Unix says of a file's type, in the upper bits of its mode.
const TYPE: u32 = 0o170_000;
const REGULAR: u32 = 0o100_000;
const DIRECTORY: u32 = 0o040_000;
const LINK: u32 = 0o120_000;

/// Largest header of one file with its name, extra fields and comment, in bytes. Times and owners take some forty.
const MAX_HEADER_BYTES: u64 = 4096;

pub(super) fn unpack(mut file: File, sink: &mut Sink<'_>) -> Result<(), Refusal> {
    // First of all: the directory of a large archive can have millions of entries.
    for _ in 0..zip_end::entries(&mut file)? {
        sink.count()?;
    }
    let mut archive = ZipArchive::new(file).map_err(broken)?;
    if archive.has_duplicate_names() {
        // The crate keeps one of them, and does not say which name.
        return Err(Refusal::Duplicates);
    }
    if archive.has_overlapping_entries().map_err(broken)? {
        return Err(Refusal::Overlap);
    }
    look_at_headers(&mut archive)?;
    archive
        .validate_header_consistency()
        .map_err(|error| Refusal::Contradiction(cause(error)))?;
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
            special => return Err(Refusal::special(shown, kind(special))),
        }
        if let Some(method) = unsupported(entry.compression()) {
            return Err(Refusal::Method {
                name: shown,
                method,
            });
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

/// The files fill the archive from its beginning, and no header is large enough for something else.
fn look_at_headers(archive: &mut ZipArchive<File>) -> Result<(), Refusal> {
    let mut first = archive.central_directory_start();
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(broken)?;
        first = first.min(entry.header_start());
        // Where the content begins was found out by the search for overlaps.
        let content = entry.data_start().unwrap_or(u64::MAX);
        let header = content.saturating_sub(entry.header_start());
        if header + entry.comment_raw().len() as u64 > MAX_HEADER_BYTES {
            let shown = String::from_utf8_lossy(entry.name_raw()).into_owned();
            return Err(Refusal::LargeHeader(
                shown.chars().take(200).collect(),
                MAX_HEADER_BYTES,
            ));
        }
    }
    match first {
        0 => Ok(()),
        _ => Err(Refusal::Stray),
    }
}

/// The kind of a tar for the type of a file in Unix.
fn kind(file_type: u32) -> EntryType {
    match file_type {
        0o020_000 => EntryType::Char,
        0o060_000 => EntryType::Block,
        0o010_000 => EntryType::Fifo,
        _ => EntryType::new(b'?'),
    }
}

/// The name of a method that is not read; the numbers are those of PKWARE's APPNOTE, 4.4.5.
fn unsupported(method: CompressionMethod) -> Option<String> {
    let number = match method {
        CompressionMethod::Stored | CompressionMethod::Deflated => return None,
        #[expect(deprecated, reason = "the only way to the number of a method")]
        other => other.to_u16(),
    };
    let name = match number {
        1 => "shrink",
        2..=5 => "reduce",
        6 => "implode",
        9 => "deflate64",
        12 => "bzip2",
        14 => "lzma",
        20 | 93 => "zstd",
        95 => "xz",
        98 => "ppmd",
        _ => return Some(format!("method {number}")),
    };
    Some(name.to_owned())
}

fn broken(error: ZipError) -> Refusal {
    Refusal::Broken(cause(error))
}

fn cause(error: ZipError) -> io::Error {
    match error {
        ZipError::Io(error) => error,
        error => io::Error::other(error),
    }
}
