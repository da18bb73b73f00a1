//! Digests of files that have not changed since.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use wick_proto::Digest;

use crate::state;
use crate::verify::settled::{Clock, Hashed, Settled, hash};
use crate::verify::stamp::{FileId, Stamp};
use crate::verify::writers::Writers;

/// Most files that are known. A host has some dozens of plugins, and is not slowed down by thousands.
const MAX_FILES: usize = 16 << 10;
/// Largest file of digests that is read, in bytes: room for [`MAX_FILES`].
const MAX_FILE_BYTES: u64 = 8 << 20;
const FILE: &str = "digests.json";

/// The digests of files that were hashed before, so that verifying an unchanged plugin costs a look at
/// its file and not the reading of all of it.
///
/// A file is known by its device and inode, its size, and the times of its last write and change; the
/// latter cannot be set back. A file is hashed again the next time if it changed less than two seconds
/// before, or in the future; if it was open for writing; if neither a lease of the kernel nor its
/// permissions keep other users from writing to it; and where the file system does not keep change
/// times itself, as FAT and those of a network. Copies share everything.
///
/// ```no_run
/// use wick_host::{DigestCache, Host};
///
/// # async fn open() -> Result<Host, Box<dyn std::error::Error>> {
/// let digests = DigestCache::stored_in("/var/lib/app/state");
/// let host = Host::builder().digests(digests).open("/var/lib/app/plugins").await?;
/// # Ok(host)
/// # }
/// ```
#[derive(Clone, Debug, Default)]
pub struct DigestCache {
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    directory: Option<PathBuf>,
    /// Guards what is known. Held for a look or an insertion only.
    known: Mutex<Known>,
}

#[derive(Debug, Default)]
struct Known {
    files: Files,
    /// What is not in the file yet.
    unsaved: Vec<(Settled, Digest)>,
}

/// One state of each file.
type Files = BTreeMap<FileId, (Settled, Digest)>;

impl DigestCache {
    /// An empty one, in memory.
    pub fn new() -> Self {
        Self::default()
    }

    /// One that is also kept in a file, for the next process. It is written after a directory of plugins
    /// was opened, and when the last copy is dropped. The directory is made if it is missing; it must
    /// belong to this user and be closed to all others.
    ///
    /// A directory or file that cannot be used is told in the log, and then every file is hashed: it
    /// costs time and no safety.
    pub fn stored_in(directory: impl Into<PathBuf>) -> Self {
        let directory = directory.into();
        let files = match read(&directory) {
            Ok(files) => files,
            Err(error) => {
                tracing::warn!(directory = %directory.display(), %error, "the digests of plugins that are stored there are not used");
                BTreeMap::new()
            }
        };
        Self {
            shared: Arc::new(Shared {
                directory: Some(directory),
                known: Mutex::new(Known {
                    files,
                    unsaved: Vec::new(),
                }),
            }),
        }
    }

    /// The digest of a file's content, which is read only if the file is not known as it is.
    pub(crate) fn hash(&self, file: &File) -> io::Result<Hashed> {
        self.hash_at(file, Clock::now())
    }

    fn hash_at(&self, file: &File, now: Clock) -> io::Result<Hashed> {
        let stamp = Stamp::of(file)?;
        if let Some((known, digest)) = self.lock().files.get(&stamp.file())
            && known.stands_for(&stamp, &now)
        {
            return Ok(Hashed {
                digest: *digest,
                settled: Some(known.clone()),
            });
        }
        let hashed = hash(file, &Writers::of(file)?, now)?;
        if let Some(settled) = &hashed.settled {
            self.insert(settled, hashed.digest);
        }
        Ok(hashed)
    }

    /// Writes down what is new. A file that cannot be written is told in the log.
    pub(crate) fn save(&self) {
        self.shared.save();
    }

    fn insert(&self, settled: &Settled, digest: Digest) {
        let mut known = self.lock();
        remember(&mut known.files, settled.clone(), digest);
        if self.shared.directory.is_some() {
            known.unsaved.push((settled.clone(), digest));
        }
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        self.shared.lock()
    }
}

impl Shared {
    /// All in one go: a thousand new plugins are one file written once.
    fn save(&self) {
        let unsaved = std::mem::take(&mut self.lock().unsaved);
        let Some(directory) = self.directory.as_ref().filter(|_| !unsaved.is_empty()) else {
            return;
        };
        if let Err(error) = write(directory, unsaved) {
            tracing::warn!(directory = %directory.display(), %error, "the digests of plugins cannot be stored");
        }
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        // It is whole after each change.
        let known = self.known.lock();
        known.unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        self.save();
    }
}

fn remember(files: &mut Files, settled: Settled, digest: Digest) {
    files.insert(settled.stamp().file(), (settled, digest));
    if files.len() > MAX_FILES {
        files.pop_first();
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    stamp: Stamp,
    sha256: String,
}

fn read(directory: &Path) -> io::Result<Files> {
    state::private_directory(directory)?;
    let Some(bytes) = state::read(&directory.join(FILE), MAX_FILE_BYTES)? else {
        return Ok(Files::new());
    };
    let entries: Vec<Entry> = serde_json::from_slice(&bytes)?;
    let entries = entries.into_iter().map(|Entry { stamp, sha256 }| {
        let digest = sha256.parse().map_err(io::Error::other)?;
        Ok((stamp.file(), (Settled::stored(stamp), digest)))
    });
    entries.collect()
}

/// Adds to what is there: other processes write too, and what one of them loses is hashed again.
fn write(directory: &Path, new: Vec<(Settled, Digest)>) -> io::Result<()> {
    let mut files = read(directory).unwrap_or_default();
    for (settled, digest) in new {
        remember(&mut files, settled, digest);
    }
    let entries = files.into_values().map(|(settled, digest)| Entry {
        stamp: settled.stamp().clone(),
        sha256: digest.to_string(),
    });
    let bytes = serde_json::to_vec(&entries.collect::<Vec<_>>())?;
    state::replace(&directory.join(FILE), &bytes)
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::fs;
    use std::time::{Duration, Instant, SystemTime};

    use super::*;

    /// A minute later, so that what the test has just written is settled.
    fn later() -> Clock {
        Clock {
            wall: SystemTime::now() + Duration::from_secs(60),
            steady: Instant::now(),
        }
    }

    fn settled(file: &File) -> Settled {
        Settled::new(Stamp::of(file).unwrap(), later()).unwrap()
    }

    /// A file, and a cache in `state` that knows it by a digest which is not its own.
    fn known(root: &Path) -> (PathBuf, DigestCache) {
        let path = root.join("file");
        fs::write(&path, "content").unwrap();
        let cache = DigestCache::stored_in(root.join("state"));
        cache.insert(&settled(&File::open(&path).unwrap()), planted());
        cache.save();
        (path, cache)
    }

    fn planted() -> Digest {
        Digest::of(b"planted")
    }

    fn digest(cache: &DigestCache, path: &Path) -> Digest {
        let file = File::open(path).unwrap();
        cache.hash_at(&file, later()).unwrap().digest
    }

    #[test]
    fn an_unchanged_file_is_not_read_again_even_by_the_next_process() {
        let root = tempfile::tempdir().unwrap();
        let (path, cache) = known(root.path());
        assert_eq!(digest(&cache, &path), planted());
        let next = DigestCache::stored_in(root.path().join("state"));
        assert_eq!(digest(&next, &path), planted());
        assert_eq!(digest(&DigestCache::new(), &path), Digest::of(b"content"));
    }

    #[test]
    fn any_change_has_it_read_again() {
        let root = tempfile::tempdir().unwrap();
        type Change = fn(&Path);
        let changes: [(&str, Change); 4] = [
            ("content", |path| {
                // The same size and time of writing.
                let before = fs::metadata(path).unwrap().modified().unwrap();
                let file = File::options().write(true).open(path).unwrap();
                std::os::unix::fs::FileExt::write_at(&file, b"CONTENT", 0).unwrap();
                file.set_modified(before).unwrap();
            }),
            ("size", |path| fs::write(path, "content more").unwrap()),
            ("another file", |path| {
                let other = path.with_extension("new");
                fs::write(&other, "foreign").unwrap();
                fs::rename(other, path).unwrap();
            }),
            ("permissions", |path| {
                use std::os::unix::fs::PermissionsExt;
                fs::set_permissions(path, fs::Permissions::from_mode(0o700)).unwrap();
            }),
        ];
        for (name, change) in changes {
            let (path, cache) = known(root.path());
            assert_eq!(digest(&cache, &path), planted(), "{name}");
            change(&path);
            let content = fs::read(&path).unwrap();
            assert_eq!(digest(&cache, &path), Digest::of(&content), "{name}");
        }
    }

    #[test]
    fn a_file_that_just_changed_is_hashed_again() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("file");
        fs::write(&path, "content").unwrap();
        let file = File::open(&path).unwrap();
        let changed = file.metadata().unwrap().modified().unwrap();
        for (milliseconds, is_stored) in [(0, false), (1990, false), (3000, true)] {
            let clock = Clock {
                wall: changed + Duration::from_millis(milliseconds),
                ..later()
            };
            let cache = DigestCache::new();
            let hashed = cache.hash_at(&file, clock).unwrap();
            assert_eq!(hashed.settled.is_some(), is_stored, "{milliseconds}");
            assert_eq!(cache.lock().files.len(), usize::from(is_stored));
        }
    }

    #[test]
    fn what_is_damaged_or_open_to_others_is_not_used() {
        use std::os::unix::fs::PermissionsExt;

        let root = tempfile::tempdir().unwrap();
        let state = root.path().join("state");
        let (path, _) = known(root.path());
        let file = state.join(FILE);
        let good = fs::read(&file).unwrap();
        let next = || digest(&DigestCache::stored_in(&state), &path);
        for damaged in [
            &b""[..],
            b"[",
            b"{}",
            &good[..good.len() - 9],
            b"[{\"stamp\":1}]",
        ] {
            fs::write(&file, damaged).unwrap();
            assert_eq!(next(), Digest::of(b"content"));
        }
        fs::write(&file, &good).unwrap();
        assert_eq!(next(), planted());
        for (open, mode, closed) in [(&file, 0o666, 0o600), (&state, 0o755, 0o700)] {
            fs::set_permissions(open, fs::Permissions::from_mode(mode)).unwrap();
            assert_eq!(next(), Digest::of(b"content"));
            // It was replaced by what was hashed, where that was possible.
            fs::write(&file, &good).unwrap();
            fs::set_permissions(open, fs::Permissions::from_mode(closed)).unwrap();
            assert_eq!(next(), planted());
        }
    }

    #[test]
    fn what_is_new_is_stored_at_once_with_the_last_copy() {
        let root = tempfile::tempdir().unwrap();
        let state = root.path().join("state");
        let cache = DigestCache::stored_in(&state);
        let paths = ["one", "two", "three"].map(|name| root.path().join(name));
        for path in &paths {
            let file = File::create(path).unwrap();
            cache.insert(&settled(&file), planted());
        }
        assert!(!state.join(FILE).exists(), "nothing is written one by one");
        let copy = cache.clone();
        drop(cache);
        assert!(!state.join(FILE).exists());
        drop(copy);
        let next = DigestCache::stored_in(&state);
        for path in &paths {
            assert_eq!(digest(&next, path), planted());
        }
    }

    #[test]
    fn what_is_known_stays_bounded_and_fits_into_its_file() {
        let root = tempfile::tempdir().unwrap();
        let file = File::create(root.path().join("file")).unwrap();
        let stamp = Stamp::of(&file).unwrap();
        let cache = DigestCache::stored_in(root.path().join("state"));
        for inode in 0..=MAX_FILES as u64 {
            let other = stamp.with_inode(u64::MAX - inode);
            cache.insert(&Settled::new(other, later()).unwrap(), planted());
        }
        assert_eq!(cache.lock().files.len(), MAX_FILES);
        drop(cache);
        let next = DigestCache::stored_in(root.path().join("state"));
        assert_eq!(next.lock().files.len(), MAX_FILES);
    }
}
