use std::hash::{BuildHasher as _, RandomState};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use wick_proto::limits::MAX_SOCKET_PATH_BYTES;

use super::guardian::{self, Kept};
use crate::error::StartCause;

/// Bytes that a plugin adds to the directory: go-plugin makes `/plugin` and up to ten digits.
const SOCKET_NAME_BYTES: usize = "/plugin".len() + 10;
/// Bytes of the directory's own name, with the slash before.
const OWN_NAME_BYTES: usize = "/wick-".len() + 6;
/// Names that are tried.
const ATTEMPTS: u32 = 100;

/// The directory of one process's socket. It goes with its last copy at the latest.
#[derive(Clone, Debug)]
pub(super) struct SocketDirectory {
    path: PathBuf,
    directory: Arc<Mutex<Option<Directory>>>,
}

#[derive(Debug)]
struct Directory {
    path: PathBuf,
    _kept: Kept,
}

impl Directory {
    /// Makes it, if there is nothing of that name.
    fn make(path: PathBuf) -> io::Result<Self> {
        // Before there is anything to keep: the host may be killed at any moment.
        let kept = guardian::keep_directory(&path);
        let mut builder = std::fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&path)?;
        Ok(Self { path, _kept: kept })
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.path) {
            tracing::debug!(%error, "the directory of a plugin's socket could not be removed");
        }
    }
}

impl SocketDirectory {
    fn of(directory: Directory) -> Self {
        Self {
            path: directory.path.clone(),
            directory: Arc::new(Mutex::new(Some(directory))),
        }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Removes it with all that is in it, unless that was done.
    pub(super) async fn remove(&self) {
        let directory = self
            .directory
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(directory) = directory {
            // Where it may take long: the plugin can have put there what it liked. A runtime that ends
            // drops it as well.
            let _ = tokio::task::spawn_blocking(|| drop(directory)).await;
        }
    }
}

/// Makes a directory that only this user can enter, for the socket of one process.
///
/// In `base`, or else in the temporary directory, or in `/tmp` where the path of that is too long for
/// a socket.
pub(super) fn make(base: Option<&Path>) -> Result<SocketDirectory, StartCause> {
    let base = match base {
        Some(base) => std::path::absolute(base).map_err(StartCause::SocketDirectory)?,
        None => default_base(),
    };
    if !is_usable(&base) {
        return Err(StartCause::SocketPath { base });
    }
    make_base(&base).map_err(StartCause::SocketDirectory)?;
    let directory = make_in(&base).map_err(StartCause::SocketDirectory)?;
    Ok(SocketDirectory::of(directory))
}

fn default_base() -> PathBuf {
    std::path::absolute(std::env::temp_dir())
        .ok()
        .filter(|base| is_usable(base))
        .unwrap_or_else(|| PathBuf::from("/tmp"))
}

/// A path that is too long cannot be bound, and one with a bar or a line feed breaks the handshake.
fn is_usable(base: &Path) -> bool {
    let text = base.to_string_lossy();
    let fits = text.len() + OWN_NAME_BYTES + SOCKET_NAME_BYTES <= MAX_SOCKET_PATH_BYTES;
    (fits || cfg!(windows)) && !text.contains(|c: char| c == '|' || c.is_control())
}

/// A directory that is missing is made for this user only; what is there stays as it is.
fn make_base(base: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(base)
}

fn make_in(base: &Path) -> io::Result<Directory> {
    let mut attempts = 0;
    loop {
        match Directory::make(base.join(name())) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && attempts < ATTEMPTS => {
                attempts += 1;
            }
            made => return made,
        }
    }
}

/// A name that nobody can foresee: the keys of a new `RandomState` are random.
fn name() -> String {
    let number = RandomState::new().hash_one(std::process::id());
    let digits = (0..6).map(|place| number >> (place * 5) & 31);
    let digits = digits.filter_map(|digit| char::from_digit(u32::try_from(digit).ok()?, 32));
    format!("wick-{}", digits.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_user_may_enter() {
        let directory = make(None).unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = directory.path().metadata().unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o700);
        }
        let longest = directory.path().as_os_str().len() + SOCKET_NAME_BYTES;
        assert!(longest <= MAX_SOCKET_PATH_BYTES, "{longest}");
    }

    #[cfg(unix)]
    #[test]
    fn a_path_that_no_socket_can_have_is_refused() {
        let root = tempfile::tempdir().unwrap();
        for name in ["d".repeat(100), "a|b".to_owned(), "a\nb".to_owned()] {
            let base = root.path().join(name);
            std::fs::create_dir(&base).unwrap();
            let error = make(Some(&base)).unwrap_err();
            assert!(matches!(error, StartCause::SocketPath { .. }), "{error}");
        }
    }
}
