//! Unix sockets.

use std::collections::hash_map::RandomState;
use std::fs::{self, Permissions};
use std::hash::BuildHasher as _;
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use tokio::net::UnixListener;
use wick_proto::environment::{UNIX_SOCKET_DIR, UNIX_SOCKET_GROUP};
use wick_proto::files::Scratch;
use wick_proto::limits::MAX_SOCKET_PATH_BYTES;

use super::{Connection, ListenError, group};
use crate::serving::launch::Launch;

/// Begins the name of a private directory.
const PREFIX: &str = "wick-";
/// The name of the socket in it: others cannot enter, so that it need not be unforeseeable.
const SOCKET: &str = "s";
/// Random digits of a name that others might foresee, at the least.
const DIGITS: usize = 4;

/// A listening socket with its file, which is removed with it.
pub(super) struct Socket {
    listener: UnixListener,
    file: SocketFile,
}

struct SocketFile {
    path: PathBuf,
    /// The directory around it, if it is ours.
    directory: Option<Scratch>,
}

impl Socket {
    /// Listens in the directory that the host names, else in a fresh one that only we can enter.
    pub(super) fn bind(launch: &Launch) -> Result<Self, ListenError> {
        let (path, own) = match &launch.socket_directory {
            Some(directory) => {
                let directory = given(directory)?;
                (directory.join(name(&directory)), None)
            }
            None => {
                let own = private_directory()?;
                (own.path().join(SOCKET), Some(own))
            }
        };
        let variable = if own.is_some() {
            "TMPDIR"
        } else {
            UNIX_SOCKET_DIR
        };
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

/// A directory that only this user can enter. It is in `/tmp` if a socket could not have the path that it would have in
/// the temporary directory: Go's plugins start with some that are longer, as they put the socket right there.
fn private_directory() -> Result<Scratch, ListenError> {
    let parent = std::env::temp_dir();
    let refuse = |parent: &Path, source| ListenError::Directory {
        path: parent.to_owned(),
        variable: "TMPDIR",
        source,
    };
    let mut parent = std::path::absolute(&parent).map_err(|source| refuse(&parent, source))?;
    let own = ["/", PREFIX, "/", SOCKET].map(str::len);
    let own = own.iter().sum::<usize>() + Scratch::RANDOM_BYTES;
    if parent.as_os_str().len() + own > MAX_SOCKET_PATH_BYTES {
        parent = PathBuf::from("/tmp");
    }
    Scratch::below(&parent, PREFIX).map_err(|source| refuse(&parent, source))
}

/// As go-plugin names them, with a number that nobody can foresee: its end where all of it is too long.
fn name(directory: &Path) -> String {
    let number = RandomState::new().hash_one(std::process::id()) % 10_000_000_000;
    let name = format!("plugin{number:010}");
    let room = MAX_SOCKET_PATH_BYTES.saturating_sub(directory.as_os_str().len() + "/".len());
    let start = name.len().saturating_sub(room.max(DIGITS));
    name[start..].to_owned()
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
