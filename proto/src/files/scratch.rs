//! Directories that go with their owner.

use std::hash::{BuildHasher as _, RandomState};
use std::io;
use std::path::{Path, PathBuf};

use super::private::make_one;
use super::remove::remove;

/// Names that are tried.
const ATTEMPTS: u32 = 100;
/// Random characters of a name, 5 bits each.
const RANDOM: usize = 6;

/// A directory of this user's alone, with a name that no other process foresees. Dropping it removes it with all that
/// is in it, as far as [`remove`] can; what is left is told in the log.
#[derive(Debug)]
pub struct Scratch {
    path: PathBuf,
    is_kept: bool,
}

impl Scratch {
    /// Bytes that the name has beside its prefix.
    pub const RANDOM_BYTES: usize = RANDOM;

    /// Makes one in `parent`, whose name begins with `prefix`.
    ///
    /// # Errors
    ///
    /// What the operating system says.
    pub fn below(parent: &Path, prefix: &str) -> io::Result<Self> {
        Self::announced(parent, prefix, |_| ()).map(|(scratch, ())| scratch)
    }

    /// Like [`below`](Self::below), but tells `announce` the path before anything is there: the process can be killed
    /// at any moment.
    ///
    /// # Errors
    ///
    /// What the operating system says.
    pub fn announced<T>(
        parent: &Path,
        prefix: &str,
        announce: impl Fn(&Path) -> T,
    ) -> io::Result<(Self, T)> {
        let parent = std::path::absolute(parent)?;
        let mut attempts = 0;
        loop {
            let path = parent.join(format!("{prefix}{}", random()));
            let announced = announce(&path);
            match make_one(&path) {
                Err(error)
                    if error.kind() == io::ErrorKind::AlreadyExists && attempts < ATTEMPTS =>
                {
                    attempts += 1;
                }
                made => {
                    made?;
                    let is_kept = false;
                    return Ok((Self { path, is_kept }, announced));
                }
            }
        }
    }

    /// Where it is, as an absolute path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Leaves it where it is.
    pub fn keep(mut self) -> PathBuf {
        self.is_kept = true;
        std::mem::take(&mut self.path)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if self.is_kept {
            return;
        }
        if let Err(leftover) = remove(&self.path) {
            tracing::warn!(error = %leftover.source, "{leftover}");
        }
    }
}

/// Characters that no other process foresees: the keys of a new `RandomState` are random.
fn random() -> String {
    let number = RandomState::new().hash_one(std::process::id());
    let digits = (0..RANDOM).map(|place| number >> (place * 5) & 31);
    digits
        .filter_map(|digit| char::from_digit(u32::try_from(digit).ok()?, 32))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scratch_directory_goes_with_its_owner_unless_kept() {
        let root = tempfile::tempdir().unwrap();
        let scratch = Scratch::below(root.path(), "some-").unwrap();
        let path = scratch.path().to_owned();
        std::fs::create_dir_all(path.join("a/b")).unwrap();
        assert!(
            path.file_name()
                .unwrap()
                .to_str()
                .unwrap()
                .starts_with("some-")
        );
        drop(scratch);
        assert!(!path.exists());
        let kept = Scratch::below(root.path(), "some-").unwrap().keep();
        assert!(kept.is_dir());
    }

    #[test]
    fn a_place_that_is_not_there_is_an_error() {
        let root = tempfile::tempdir().unwrap();
        let missing = root.path().join("missing");
        let error = Scratch::below(&missing, "some-").unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::NotFound);
    }
}
