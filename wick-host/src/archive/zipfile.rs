use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use zip::ZipArchive;
use zip::result::ZipError;

use super::error::Refusal;
use super::sink::Sink;

/// What Unix says of a file's type, in the upper bits of its mode.
const TYPE: u32 = 0o170_000;
const REGULAR: u32 = 0o100_000;
const DIRECTORY: u32 = 0o040_000;
const LINK: u32 = 0o120_000;

/// Largest header of one file with its name, extra fields and comment, in bytes. Times and owners take some forty.
const MAX_HEADER_BYTES: u64 = 4096;

pub(super) fn unpack(mut file: File, sink: &mut Sink<'_>) -> Result<(), Refusal> {
    // First of all: the directory of a large archive can have millions of entries.
    for _ in 0..entries(&mut file)? {
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

/// How many entries the directory has, by the record at the very end of the file. Some readers look for that
/// record elsewhere, too, and then see another archive.
fn entries(file: &mut File) -> Result<usize, Refusal> {
    const RECORD: usize = 22;
    const SIGNATURE: &[u8] = b"PK\x05\x06";
    let bytes = file.seek(SeekFrom::End(0)).map_err(Refusal::Broken)?;
    let from = bytes.saturating_sub((RECORD + usize::from(u16::MAX)) as u64);
    file.seek(SeekFrom::Start(from)).map_err(Refusal::Broken)?;
    let mut tail = Vec::new();
    file.read_to_end(&mut tail).map_err(Refusal::Broken)?;
    file.rewind().map_err(Refusal::Broken)?;

    let is_record = |at: &usize| tail[*at..].starts_with(SIGNATURE);
    let last = tail.len().checked_sub(RECORD);
    let Some(at) = last.and_then(|last| (0..=last).rev().find(is_record)) else {
        return Err(Refusal::Broken(io::ErrorKind::UnexpectedEof.into()));
    };
    let number = |field: usize| {
        let low = u32::from(u16::from_le_bytes([tail[at + field], tail[at + field + 1]]));
        let high = u16::from_le_bytes([tail[at + field + 2], tail[at + field + 3]]);
        (low, low | u32::from(high) << 16)
    };
    // Its fields: entries, size and place of the directory, length of the comment.
    let (entries, size, start) = (number(10).0, number(12).1, number(16).1);
    let comment = usize::from(u16::from_le_bytes([tail[at + 20], tail[at + 21]]));
    let ends_there = at + RECORD + comment == tail.len();
    let begins_there = u64::from(size) + u64::from(start) == from + at as u64;
    match ends_there && (begins_there || entries == u32::from(u16::MAX)) {
        true => Ok(entries as usize),
        false => Err(Refusal::Stray),
    }
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

fn broken(error: ZipError) -> Refusal {
    Refusal::Broken(cause(error))
}

fn cause(error: ZipError) -> io::Error {
    match error {
        ZipError::Io(error) => error,
        error => io::Error::other(error),
    }
}
