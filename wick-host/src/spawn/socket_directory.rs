use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use wick_proto::files::{self, Scratch};
use wick_proto::limits::MAX_SOCKET_PATH_BYTES;

use super::guardian::{self, Kept};
use crate::error::StartCause;

/// Bytes that a plugin adds to the directory: go-plugin makes `/plugin` and up to ten digits.
const SOCKET_NAME_BYTES: usize = "/plugin".len() + 10;
/// Begins the directory's own name.
const PREFIX: &str = "wick-";
/// Bytes of that name, with the slash before.
const OWN_NAME_BYTES: usize = "/".len() + PREFIX.len() + Scratch::RANDOM_BYTES;

/// The directory of one process's socket. It goes with its last copy at the latest.
#[derive(Clone, Debug)]
pub(super) struct SocketDirectory {
    path: PathBuf,
    directory: Arc<Mutex<Option<Directory>>>,
}

#[derive(Debug)]
struct Directory {
    /// Goes first: the guardian keeps it until it is gone.
    scratch: Scratch,
    _kept: Kept,
}

impl SocketDirectory {
    fn of(directory: Directory) -> Self {
        Self {
            path: directory.scratch.path().to_owned(),
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
    files::make_private(&base).map_err(StartCause::SocketDirectory)?;
    // Kept before there is anything to keep: the host may be killed at any moment.
    let made = Scratch::announced(&base, PREFIX, guardian::keep_directory);
    let (scratch, _kept) = made.map_err(StartCause::SocketDirectory)?;
    Ok(SocketDirectory::of(Directory { scratch, _kept }))
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
