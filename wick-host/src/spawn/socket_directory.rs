use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use tempfile::TempDir;
use wick_proto::limits::MAX_SOCKET_PATH_BYTES;

use super::guardian::{self, Kept};
use crate::error::StartCause;

/// Bytes that a plugin adds to the directory: go-plugin makes `/plugin` and up to ten digits.
const SOCKET_NAME_BYTES: usize = "/plugin".len() + 10;
/// Bytes of the directory's own name, with the slash before.
const OWN_NAME_BYTES: usize = "/wick-".len() + 6;

/// The directory of one process's socket. It goes with its last copy at the latest.
#[derive(Clone, Debug)]
pub(super) struct SocketDirectory {
    path: PathBuf,
    directory: Arc<Mutex<Option<Directory>>>,
}

#[derive(Debug)]
struct Directory {
    directory: TempDir,
    _kept: Kept,
}

impl SocketDirectory {
    fn of(directory: TempDir) -> Self {
        let path = directory.path().to_owned();
        let directory = Directory {
            _kept: guardian::keep_directory(&path),
            directory,
        };
        Self {
            path,
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
        let Some(Directory { directory, _kept }) = directory else {
            return;
        };
        // Where it may take long: the plugin can have put there what it liked.
        let removed = tokio::task::spawn_blocking(|| directory.close()).await;
        if let Ok(Err(error)) = removed {
            tracing::debug!(%error, "the directory of a plugin's socket could not be removed");
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

fn make_in(base: &Path) -> io::Result<TempDir> {
    let mut builder = tempfile::Builder::new();
    builder.prefix("wick-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(0o700));
    }
    builder.tempdir_in(base)
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
