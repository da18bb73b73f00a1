use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Take};

use flate2::bufread::GzDecoder;
use tar::{Archive, EntryType, PaxExtensions};

use super::error::Refusal;
use super::sink::Sink;

/// Largest extended header in bytes that is read at all.
const MAX_HEADER_BYTES: u64 = 64 << 10;

/// Header by header as they are: long names and extended headers come as entries of their own, so that
/// what they say is seen rather than obeyed.
pub(super) fn unpack(file: File, sink: &mut Sink<'_>) -> Result<(), Refusal> {
    let limit = sink.stream_limit();
    let mut archive = Archive::new(GzDecoder::new(BufReader::new(file)).take(limit));
    entries(&mut archive, sink)?;
    nothing_more(archive.into_inner())
}

fn entries(archive: &mut Archive<impl Read>, sink: &mut Sink<'_>) -> Result<(), Refusal> {
    for entry in archive.entries().map_err(Refusal::Broken)?.raw(true) {
        let mut entry = entry.map_err(Refusal::Broken)?;
        sink.count()?;
        let name = entry.path_bytes().into_owned();
        let shown = || String::from_utf8_lossy(&name).into_owned();
        match entry.header().entry_type() {
            EntryType::Regular | EntryType::Continuous => {
                let mode = entry.header().mode().map_err(Refusal::Broken)?;
                let size = entry.size();
                let mut counted = Counted::new(&mut entry);
                sink.file(&name, mode & 0o111 != 0, &mut counted)?;
                if counted.bytes != size {
                    return Err(Refusal::Broken(io::ErrorKind::UnexpectedEof.into()));
                }
            }
            EntryType::Directory => sink.directory(&name)?,
            EntryType::Symlink | EntryType::Link => return Err(Refusal::Link(shown())),
            EntryType::XHeader | EntryType::XGlobalHeader => {
                if entry.size() > MAX_HEADER_BYTES || changes_meaning(&mut entry)? {
                    return Err(Refusal::ExtendedHeader(shown()));
                }
            }
            EntryType::GNULongName | EntryType::GNULongLink => {
                return Err(Refusal::ExtendedHeader(shown()));
            }
            _ => return Err(Refusal::Special(shown())),
        }
    }
    Ok(())
}

/// Behind the last file there are zeros, and nothing at all behind those. With that the checksum of the whole
/// is read, too.
fn nothing_more(mut rest: Take<GzDecoder<BufReader<File>>>) -> Result<(), Refusal> {
    let mut buffer = vec![0; 64 << 10];
    loop {
        match rest.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) if buffer[..read].iter().any(|byte| *byte != 0) => return Err(Refusal::Stray),
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(Refusal::Broken(error)),
        }
    }
    // The end of what may come out is not the end of the stream.
    let is_whole = rest.limit() > 0;
    let mut file = rest.into_inner().into_inner();
    let behind = file.fill_buf().map_err(Refusal::Broken)?;
    match is_whole && behind.is_empty() {
        true => Ok(()),
        false => Err(Refusal::Stray),
    }
}

/// Whether an extended header does more than add times and the like.
fn changes_meaning(header: &mut impl Read) -> Result<bool, Refusal> {
    let mut records = Vec::new();
    header.read_to_end(&mut records).map_err(Refusal::Broken)?;
    for record in PaxExtensions::new(&records) {
        let record = record.map_err(Refusal::Broken)?;
        let key = record.key_bytes();
        if matches!(key, b"path" | b"linkpath" | b"size") || key.starts_with(b"GNU.sparse") {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Counts what is read, as a stream that is cut off ends like one that is whole.
struct Counted<'a, R> {
    inner: &'a mut R,
    bytes: u64,
}

impl<'a, R> Counted<'a, R> {
    fn new(inner: &'a mut R) -> Self {
        Self { inner, bytes: 0 }
    }
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.bytes += read as u64;
        Ok(read)
    }
}
