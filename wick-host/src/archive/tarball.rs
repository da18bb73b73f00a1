use std::fs::File;
use std::io::{self, Read, Take};

use tar::{Archive, EntryType};

use super::extended::Extended;
use super::members::Members;
use super::refusal::Refusal;
use super::sink::Sink;

/// Unpacks header by header as they are: long names and extended headers come as entries of their own,
/// so that what they say is judged before it is obeyed.
pub(super) fn unpack(file: File, sink: &mut Sink<'_>) -> Result<(), Refusal> {
    let limit = sink.stream_limit();
    let mut start = Vec::new();
    let mut content = Members::new(file).take(limit);
    content
        .by_ref()
        .take(512)
        .read_to_end(&mut start)
        .map_err(Refusal::Broken)?;
    // Its size is empty, so that it does not get as far as other entries.
    if start.get(156) == Some(&b'V') {
        let name = start.split(|byte| *byte == 0).next().unwrap_or_default();
        let name = String::from_utf8_lossy(name).into_owned();
        return Err(Refusal::special(name, EntryType::new(b'V')));
    }
    if !is_tar(&start) {
        return Err(Refusal::NoTar);
    }
    let mut archive = Archive::new(start.as_slice().chain(content));
    entries(&mut archive, sink)?;
    nothing_more(archive.into_inner().into_inner().1)
}

/// Whether this is the first block of a tar: of one in POSIX's or GNU's form, of an old one without
/// signature, whose checksum stands in octal, or of an empty one.
fn is_tar(block: &[u8]) -> bool {
    let has = |at, text: &[u8]| block.get(at..).unwrap_or_default().starts_with(text);
    let checksum = block.get(148..156).unwrap_or_default();
    let is_octal = |byte: &u8| matches!(byte, b'0'..=b'7' | b' ' | 0);
    has(257, b"ustar")
        || (!checksum.is_empty() && checksum.iter().all(is_octal))
        || block.iter().all(|byte| *byte == 0)
}

fn entries(archive: &mut Archive<impl Read>, sink: &mut Sink<'_>) -> Result<(), Refusal> {
    let mut extended = Extended::default();
    for entry in archive.entries().map_err(Refusal::Broken)?.raw(true) {
        let mut entry = entry.map_err(Refusal::Broken)?;
        if extended.take(&mut entry)? {
            continue;
        }
        sink.count()?;
        let kind = entry.header().entry_type();
        if kind == EntryType::XGlobalHeader {
            Extended::check_global(&mut entry)?;
            continue;
        }
        let name = extended.finish(&entry)?;
        let shown = || String::from_utf8_lossy(&name).into_owned();
        match kind {
            // As tars were written before directories had a kind of their own.
            EntryType::Regular if name.ends_with(b"/") && entry.size() == 0 => {
                sink.directory(&name)?;
            }
            EntryType::Regular | EntryType::Continuous if !name.ends_with(b"/") => {
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
            kind => return Err(Refusal::special(shown(), kind)),
        }
    }
    extended.nothing_left()
}

/// Checks that only zeros are behind the last file, and nothing behind those. With that the checksum of
/// the whole is read, too.
fn nothing_more(mut rest: Take<Members>) -> Result<(), Refusal> {
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
    let is_at_end = rest.into_inner().is_at_end().map_err(Refusal::Broken)?;
    match is_whole && is_at_end {
        true => Ok(()),
        false => Err(Refusal::Stray),
    }
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
