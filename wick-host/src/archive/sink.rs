//! Where the files of an archive go, counted.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use wick_proto::files;

use super::limits::Limits;
use super::name::NameProblem;
use super::refusal::Refusal;
use super::{extended, name};

/// Bytes that any archive may give, however small it is: a manifest compresses well.
const ALWAYS_ALLOWED: u64 = 1 << 20;

/// A directory that is filled within limits.
pub(super) struct Sink<'a> {
    root: &'a Path,
    limits: &'a Limits,
    entries: usize,
    bytes: u64,
    /// The most that this archive may give by its own size.
    by_ratio: u64,
    /// All paths, by how a file system sees them that ignores case.
    taken: HashMap<String, (PathBuf, Is)>,
}

/// What a path is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Is {
    File,
    Directory,
}

impl<'a> Sink<'a> {
    pub(super) fn new(root: &'a Path, limits: &'a Limits, archive_bytes: u64) -> Self {
        Self {
            root,
            limits,
            entries: 0,
            bytes: 0,
            by_ratio: archive_bytes
                .saturating_mul(limits.ratio)
                .max(ALWAYS_ALLOWED),
            taken: HashMap::new(),
        }
    }

    /// Most bytes that may still come, of content and of headers, before something is refused.
    pub(super) fn stream_limit(&self) -> u64 {
        let headers = extended::MAX_BYTES_OF_A_FILE * (self.limits.entries as u64 + 1);
        self.limits.unpacked_bytes.min(self.by_ratio) + headers
    }

    /// One more header was read.
    pub(super) fn count(&mut self) -> Result<(), Refusal> {
        self.entries += 1;
        match self.entries > self.limits.entries {
            true => Err(Refusal::TooManyEntries(self.limits.entries)),
            false => Ok(()),
        }
    }

    /// Directories are made when a file in them is; their names must be in order anyway.
    pub(super) fn directory(&mut self, raw_name: &[u8]) -> Result<(), Refusal> {
        match name::parse(raw_name)? {
            Some(relative) => {
                let shown = String::from_utf8_lossy(raw_name);
                self.take(&relative, Is::Directory, &shown)
            }
            None => Ok(()),
        }
    }

    /// Writes a file.
    pub(super) fn file(
        &mut self,
        raw_name: &[u8],
        is_executable: bool,
        content: &mut dyn Read,
    ) -> Result<(), Refusal> {
        let shown = String::from_utf8_lossy(raw_name).into_owned();
        let Some(relative) = name::parse(raw_name)? else {
            return Err(Refusal::Name {
                name: shown,
                problem: NameProblem::Empty,
            });
        };
        self.take(&relative, Is::File, &shown)?;
        let path = self.root.join(relative);
        let unwritable = |source| Refusal::Unwritable(path.clone(), source);
        if let Some(parent) = path.parent() {
            files::make_private(parent).map_err(unwritable)?;
        }
        let mut file = File::create_new(&path).map_err(unwritable)?;
        self.copy(content, &mut file, &path)?;
        set_executable(&file, is_executable).map_err(unwritable)
    }

    /// Notes a path with all directories above it, unless it is that of something else.
    fn take(&mut self, relative: &Path, is: Is, shown: &str) -> Result<(), Refusal> {
        let above = relative.ancestors().skip(1);
        let above = above.filter(|path| !path.as_os_str().is_empty());
        let above = above.map(|path| (path, Is::Directory));
        for (path, is) in std::iter::once((relative, is)).chain(above) {
            let text = path.to_string_lossy();
            let entry = (path.to_owned(), is);
            match self.taken.insert(text.to_ascii_lowercase(), entry) {
                None => {}
                Some((known, Is::Directory)) if is == Is::Directory && known == path => {}
                Some((_, known)) if known != is => {
                    return Err(Refusal::FileAndDirectory(shown.to_owned()));
                }
                Some(_) => return Err(Refusal::Duplicate(shown.to_owned())),
            }
        }
        Ok(())
    }

    fn copy(
        &mut self,
        content: &mut dyn Read,
        file: &mut File,
        path: &Path,
    ) -> Result<(), Refusal> {
        let mut buffer = vec![0; 64 << 10];
        loop {
            let read = match content.read(&mut buffer) {
                Ok(0) => return Ok(()),
                Ok(read) => read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(Refusal::Broken(error)),
            };
            // Before it is written: a disk is full soon enough.
            self.bytes += read as u64;
            if self.bytes > self.by_ratio {
                return Err(Refusal::Ratio(self.limits.ratio));
            }
            if self.bytes > self.limits.unpacked_bytes {
                return Err(Refusal::TooManyBytes(self.limits.unpacked_bytes));
            }
            file.write_all(&buffer[..read])
                .map_err(|source| Refusal::Unwritable(path.to_owned(), source))?;
        }
    }
}

#[cfg(unix)]
fn set_executable(file: &File, is_executable: bool) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;

    let mode = if is_executable { 0o755 } else { 0o644 };
    file.set_permissions(fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn set_executable(_: &File, _: bool) -> io::Result<()> {
    Ok(())
}
