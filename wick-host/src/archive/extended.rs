//! Headers of a tar that say something of the file after them.

use std::io::{self, Read};

use tar::{Entry, EntryType};

use super::refusal::Refusal;

/// Largest extended header in bytes that is read.
const MAX_BYTES: u64 = 64 << 10;

/// Most bytes that the headers of one file take: three extended ones, its own, and their padding.
pub(super) const MAX_BYTES_OF_A_FILE: u64 = 3 * (MAX_BYTES + 1024) + 1024;

/// The extended headers before one file.
///
/// Each kind may stand there once, and two that name the file must agree: readers differ in which of
/// them counts.
#[derive(Debug, Default)]
pub(super) struct Extended {
    seen: Vec<EntryType>,
    name: Option<Vec<u8>>,
    size: Option<u64>,
    is_link: bool,
    is_sparse: bool,
}

impl Extended {
    /// Takes the entry if it is an extended header of the next file.
    pub(super) fn take(&mut self, entry: &mut Entry<'_, impl Read>) -> Result<bool, Refusal> {
        let kind = entry.header().entry_type();
        match kind {
            EntryType::XHeader | EntryType::GNULongName | EntryType::GNULongLink => {}
            _ => return Ok(false),
        }
        if self.seen.contains(&kind) {
            return Err(contradiction("a file has two extended headers of one kind"));
        }
        self.seen.push(kind);
        let content = content(entry)?;
        match kind {
            EntryType::XHeader => self.records(&content)?,
            EntryType::GNULongName => self.rename(terminated(&content)?)?,
            _ => self.is_link = true,
        }
        Ok(true)
    }

    /// Rejects records for all files that follow, unless they are comments and the like.
    pub(super) fn check_global(entry: &mut Entry<'_, impl Read>) -> Result<(), Refusal> {
        let shown = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let mut of_all = Self::default();
        of_all.records(&content(entry)?)?;
        match of_all.name.is_none() && of_all.size.is_none() && !of_all.is_link && !of_all.is_sparse
        {
            true => Ok(()),
            false => Err(Refusal::ExtendedHeader(shown)),
        }
    }

    /// Returns the name of the entry that the headers stand before, and forgets them.
    pub(super) fn finish(&mut self, entry: &Entry<'_, impl Read>) -> Result<Vec<u8>, Refusal> {
        let Self {
            name,
            size,
            is_link,
            is_sparse,
            ..
        } = std::mem::take(self);
        let name = name.unwrap_or_else(|| entry.path_bytes().into_owned());
        let shown = || String::from_utf8_lossy(&name).into_owned();
        let kind = entry.header().entry_type();
        if is_sparse {
            return Err(Refusal::special(shown(), EntryType::GNUSparse));
        }
        if is_link && !matches!(kind, EntryType::Link | EntryType::Symlink) {
            return Err(contradiction("the target of a link is named for a file"));
        }
        match size.is_some_and(|size| size != entry.size()) {
            true => Err(Refusal::ExtendedHeader(shown())),
            false => Ok(name),
        }
    }

    /// Rejects headers that no file follows.
    pub(super) fn nothing_left(&self) -> Result<(), Refusal> {
        match self.seen.is_empty() {
            true => Ok(()),
            false => Err(Refusal::Broken(io::ErrorKind::UnexpectedEof.into())),
        }
    }

    fn rename(&mut self, name: &[u8]) -> Result<(), Refusal> {
        match self.name.replace(name.to_owned()) {
            Some(other) if other != name => Err(contradiction("a file has two names")),
            _ => Ok(()),
        }
    }

    /// Reads the records `LENGTH KEY=VALUE\n` of POSIX; a value may hold any byte.
    fn records(&mut self, mut rest: &[u8]) -> Result<(), Refusal> {
        let malformed = || Refusal::Broken(io::Error::other("malformed extended header"));
        while !rest.is_empty() {
            let space = rest.iter().position(|byte| *byte == b' ');
            let (length, _) = rest.split_at(space.ok_or_else(malformed)?);
            let from = length.len() + 1;
            let length = std::str::from_utf8(length).ok();
            let length: usize = length
                .and_then(|length| length.parse().ok())
                .ok_or_else(malformed)?;
            let record = rest.get(from..length).and_then(|it| it.strip_suffix(b"\n"));
            let record = record.ok_or_else(malformed)?;
            let equals = record.iter().position(|byte| *byte == b'=');
            let (key, value) = record.split_at(equals.ok_or_else(malformed)?);
            self.record(key, &value[1..])?;
            rest = &rest[length..];
        }
        Ok(())
    }

    fn record(&mut self, key: &[u8], value: &[u8]) -> Result<(), Refusal> {
        match key {
            b"path" => self.rename(value)?,
            b"linkpath" => self.is_link = true,
            b"size" => {
                let size = std::str::from_utf8(value).ok();
                let size = size.and_then(|size| size.parse().ok()).unwrap_or(u64::MAX);
                match self.size.replace(size) {
                    Some(other) if other != size => {
                        return Err(contradiction("a file has two sizes"));
                    }
                    _ => {}
                }
            }
            key if key.starts_with(b"GNU.sparse") => {
                if key == b"GNU.sparse.name" {
                    self.name = Some(value.to_owned());
                }
                self.is_sparse = true;
            }
            _ => {}
        }
        Ok(())
    }
}

fn content(entry: &mut Entry<'_, impl Read>) -> Result<Vec<u8>, Refusal> {
    if entry.size() > MAX_BYTES {
        let shown = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        return Err(Refusal::LargeHeader(shown, MAX_BYTES));
    }
    let (mut content, size) = (Vec::new(), entry.size());
    entry.read_to_end(&mut content).map_err(Refusal::Broken)?;
    match content.len() as u64 == size {
        true => Ok(content),
        false => Err(Refusal::Broken(io::ErrorKind::UnexpectedEof.into())),
    }
}

/// A name of GNU tar, which ends with a NUL.
fn terminated(content: &[u8]) -> Result<&[u8], Refusal> {
    let end = content.iter().position(|byte| *byte == 0);
    let (name, rest) = content.split_at(end.unwrap_or(content.len()));
    match rest.iter().all(|byte| *byte == 0) {
        true => Ok(name),
        false => Err(contradiction("a name goes on behind its end")),
    }
}

fn contradiction(what: &'static str) -> Refusal {
    Refusal::Contradiction(io::Error::other(what))
}
