//! The records at the end of a zip, which say where its directory is.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use super::refusal::Refusal;

/// The last record, and before it that of zip64 with its locator.
const END_BYTES: usize = 22;
const LOCATOR_BYTES: usize = 20;
const ZIP64_END_BYTES: usize = 56;

/// Reads how many files the directory lists.
///
/// Readers look for these records in different places. So they must be the last bytes of the file, one
/// directly behind the other and all behind the directory, and must not disagree.
pub(super) fn entries(file: &mut File) -> Result<u64, Refusal> {
    const SIGNATURE: &[u8] = b"PK\x05\x06";
    const LONGEST_END: usize = ZIP64_END_BYTES + LOCATOR_BYTES + END_BYTES + u16::MAX as usize;

    let bytes = file.seek(SeekFrom::End(0)).map_err(Refusal::Broken)?;
    let from = bytes.saturating_sub(LONGEST_END as u64);
    file.seek(SeekFrom::Start(from)).map_err(Refusal::Broken)?;
    let mut tail = Vec::new();
    file.read_to_end(&mut tail).map_err(Refusal::Broken)?;
    file.rewind().map_err(Refusal::Broken)?;

    let is_record = |at: &usize| tail[*at..].starts_with(SIGNATURE);
    let last = tail.len().checked_sub(END_BYTES);
    let Some(at) = last.and_then(|last| (0..=last).rev().find(is_record)) else {
        return Err(Refusal::Broken(io::ErrorKind::UnexpectedEof.into()));
    };
    let (before, record) = tail.split_at(at);
    let comment = usize::from(u16_at(record, 20));
    if END_BYTES + comment != record.len() {
        return Err(Refusal::Stray);
    }
    let end = End::of(record);
    let behind = from + at as u64;
    match zip64(before, behind)? {
        Some((zip64, _)) if !end.agrees_with(&zip64) => Err(contradiction(
            "the two records at its end say different things",
        )),
        Some((zip64, begin)) => zip64.directory_ends_at(begin),
        None if end.is_elsewhere() => Err(contradiction("its record of zip64 is missing")),
        None => end.directory_ends_at(behind),
    }
}

/// What a record at the end says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct End {
    /// This part, the part in which the directory begins, and the files that it lists in this part.
    part: u32,
    directory_part: u32,
    entries_here: u64,
    entries: u64,
    size: u64,
    start: u64,
}

impl End {
    fn of(record: &[u8]) -> Self {
        Self {
            part: u16_at(record, 4).into(),
            directory_part: u16_at(record, 6).into(),
            entries_here: u16_at(record, 8).into(),
            entries: u16_at(record, 10).into(),
            size: u32_at(record, 12).into(),
            start: u32_at(record, 16).into(),
        }
    }

    fn of_zip64(record: &[u8]) -> Self {
        Self {
            part: u32_at(record, 16),
            directory_part: u32_at(record, 20),
            entries_here: u64_at(record, 24),
            entries: u64_at(record, 32),
            size: u64_at(record, 40),
            start: u64_at(record, 48),
        }
    }

    /// Whether each number is that of zip64, or says that it stands there.
    fn agrees_with(&self, zip64: &Self) -> bool {
        let is = |short: u64, long: u64, elsewhere: u64| short == long || short == elsewhere;
        let (short, long) = (u64::from(u16::MAX), u64::from(u32::MAX));
        is(self.part.into(), zip64.part.into(), short)
            && is(
                self.directory_part.into(),
                zip64.directory_part.into(),
                short,
            )
            && is(self.entries_here, zip64.entries_here, short)
            && is(self.entries, zip64.entries, short)
            && is(self.size, zip64.size, long)
            && is(self.start, zip64.start, long)
    }

    /// Whether the place of the directory is in a record of zip64.
    fn is_elsewhere(&self) -> bool {
        [self.size, self.start].contains(&u32::MAX.into())
    }

    fn directory_ends_at(&self, place: u64) -> Result<u64, Refusal> {
        if self.part != 0 || self.directory_part != 0 {
            return Err(Refusal::Parts);
        }
        if self.entries_here != self.entries {
            return Err(contradiction("it has two numbers of files"));
        }
        match self.size.checked_add(self.start) == Some(place) {
            true => Ok(self.entries),
            false => Err(Refusal::Stray),
        }
    }
}

/// Reads the record of zip64 and where it begins, if there is its locator at the end of `before`, which
/// ends at this place of the file.
fn zip64(before: &[u8], place: u64) -> Result<Option<(End, u64)>, Refusal> {
    const LOCATOR: &[u8] = b"PK\x06\x07";
    const RECORD: &[u8] = b"PK\x06\x06";
    // The signature and this size itself do not count.
    const RECORD_SIZE: u64 = ZIP64_END_BYTES as u64 - 12;

    let locator = before.len().checked_sub(LOCATOR_BYTES);
    let Some(locator) = locator.filter(|at| before[*at..].starts_with(LOCATOR)) else {
        return Ok(None);
    };
    let (before, locator) = before.split_at(locator);
    let record = before.len().checked_sub(ZIP64_END_BYTES);
    let record = record.map_or(&[][..], |at| &before[at..]);
    let begin = place.checked_sub((LOCATOR_BYTES + ZIP64_END_BYTES) as u64);
    // A longer record could hold anything.
    if !record.starts_with(RECORD)
        || u64_at(record, 4) != RECORD_SIZE
        || Some(u64_at(locator, 8)) != begin
    {
        return Err(Refusal::Stray);
    }
    let parts = u32_at(locator, 16);
    match u32_at(locator, 4) == 0 && parts <= 1 {
        true => Ok(begin.map(|begin| (End::of_zip64(record), begin))),
        false => Err(Refusal::Parts),
    }
}

fn contradiction(what: &'static str) -> Refusal {
    Refusal::Contradiction(io::Error::other(what))
}

/// The number at this place; the caller has made sure that it is there.
fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes(array(bytes, at))
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(array(bytes, at))
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from_le_bytes(array(bytes, at))
}

fn array<const N: usize>(bytes: &[u8], at: usize) -> [u8; N] {
    bytes
        .get(at..)
        .and_then(|rest| rest.first_chunk())
        .copied()
        .unwrap_or([0; N])
}
