//! Unix sockets.

use std::collections::hash_map::RandomState;
use std::fs::{self, Permissions};
use std::hash::BuildHasher as _;
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use tokio::net::UnixListener;
use wick_proto::environment::{UNIX_SOCKET_DIR, UNIX_SOCKET_GROUP};
use wick_proto::limits::MAX_SOCKET_PATH_BYTES;

use super::{Connection, ListenError, group};
use crate::serving::launch::Launch;

/// A listening socket with its file, which is removed with it.
pub(super) struct Socket {
    listener: UnixListener,
    file: SocketFile,
}

struct SocketFile {
    path: PathBuf,
    /// The directory around it, if it is ours.
    directory: Option<TempDir>,
}

impl Socket {
    /// Listens in the directory that the host names, else in a fresh one that only we can enter.
    pub(super) fn bind(launch: &Launch) -> Result<Self, ListenError> {
        let (directory, own) = match &launch.socket_directory {
            Some(directory) => (given(directory)?, None),
            None => {
                let own = private_directory()?;
                (own.path().to_owned(), Some(own))
            }
        };
        let variable = if own.is_some() {
            "TMPDIR"
        } else {
            UNIX_SOCKET_DIR
        };
        let path = directory.join(name());
        check(&path, variable)?;
        let listener = UnixListener::bind(&path).map_err(|source| ListenError::Bind {
            address: path.display().to_string(),
            source,
        })?;
        let file = SocketFile {
            path,
            directory: own,
        };
        file.restrict(launch.socket_group.as_deref())?;
        Ok(Self { listener, file })
    }

    pub(super) fn path(&self) -> &Path {
        &self.file.path
    }

    pub(super) async fn accept(&self) -> io::Result<Box<dyn Connection>> {
        let (stream, _) = self.listener.accept().await?;
        Ok(Box::new(wick_proto::Socket::of(stream.into_std()?)?))
    }
}

impl SocketFile {
    /// Lets the owner connect and, if there is one, the group; whatever the umask is.
    fn restrict(&self, group: Option<&str>) -> Result<(), ListenError> {
        let allow = |path: &Path, mode| fs::set_permissions(path, Permissions::from_mode(mode));
        let Some(name) = group else {
            return allow(&self.path, 0o600).map_err(|source| ListenError::Bind {
                address: self.path.display().to_string(),
                source,
            });
        };
        let share = || {
            let id = group::id_of(name)?;
            rustix::fs::chown(&self.path, None, Some(id))?;
            allow(&self.path, 0o660)?;
            if let Some(directory) = &self.directory {
                rustix::fs::chown(directory.path(), None, Some(id))?;
                allow(directory.path(), 0o710)?;
            }
            Ok(())
        };
        share().map_err(|source| ListenError::Group {
            group: format!("{name} ({UNIX_SOCKET_GROUP})"),
            source,
        })
    }
}

impl Drop for SocketFile {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

/// The directory of the host, which must exist.
fn given(directory: &Path) -> Result<PathBuf, ListenError> {
    let refuse = |source| ListenError::Directory {
        path: directory.to_owned(),
        variable: UNIX_SOCKET_DIR,
        source,
    };
    if !fs::metadata(directory).map_err(refuse)?.is_dir() {
        return Err(refuse(io::ErrorKind::NotADirectory.into()));
    }
    // The host may run in another directory than we will.
    std::path::absolute(directory).map_err(refuse)
}

fn private_directory() -> Result<TempDir, ListenError> {
    let parent = std::env::temp_dir();
    let refuse = |source| ListenError::Directory {
        path: parent.clone(),
        variable: "TMPDIR",
        source,
    };
    let parent = std::path::absolute(&parent).map_err(refuse)?;
    tempfile::Builder::new()
        .prefix("wick-")
        .permissions(Permissions::from_mode(0o700))
        .tempdir_in(parent)
        .map_err(refuse)
}

/// As go-plugin names them, with a number that nobody can foresee.
fn name() -> String {
    let number = RandomState::new().hash_one(std::process::id()) % 10_000_000_000;
    format!("plugin{number}")
}

fn check(path: &Path, variable: &'static str) -> Result<(), ListenError> {
    let text = path.to_str();
    if text.is_none_or(|text| text.contains(|c: char| c == '|' || c.is_control())) {
        return Err(ListenError::Path {
            path: path.to_owned(),
            variable,
        });
    }
    let length = path.as_os_str().len();
    if length > MAX_SOCKET_PATH_BYTES {
        return Err(ListenError::Length {
            path: path.to_owned(),
            length,
            limit: MAX_SOCKET_PATH_BYTES,
            variable,
        });
    }
    Ok(())
}
