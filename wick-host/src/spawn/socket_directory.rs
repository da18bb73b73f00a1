use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use wick_proto::limits::MAX_SOCKET_PATH_BYTES;

use crate::error::StartCause;

/// Bytes that a plugin adds to the directory: go-plugin makes `/plugin` and up to ten digits.
const SOCKET_NAME_BYTES: usize = "/plugin".len() + 10;
/// Bytes of the directory's own name, with the slash before.
const OWN_NAME_BYTES: usize = "/wick-".len() + 6;

/// Makes a directory that only this user can enter, for the socket of one process.
///
/// In `base`, or else in the temporary directory, or in `/tmp` where the path of that is too long for
/// a socket.
pub(super) fn make(base: Option<&Path>) -> Result<TempDir, StartCause> {
    let base = match base {
        Some(base) => std::path::absolute(base).map_err(StartCause::SocketDirectory)?,
        None => default_base(),
    };
    if !is_usable(&base) {
        return Err(StartCause::SocketPath { base });
    }
    make_in(&base).map_err(StartCause::SocketDirectory)
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
