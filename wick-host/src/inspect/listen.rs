//! The host's side: it listens, and tells whoever connects.

use std::fs::{Permissions, remove_file, rename, set_permissions};
use std::hash::{BuildHasher as _, RandomState};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio::io::AsyncWriteExt as _;
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::Semaphore;
use tokio::task::AbortHandle;
use tokio::time::{sleep, timeout};
use wick_proto::limits::MAX_SOCKET_PATH_BYTES;

use super::{InspectError, Report, directory};

/// Time that somebody has to read the report.
const READING: Duration = Duration::from_secs(5);
/// Those who may read at once. Whoever comes on top is hung up on.
const READERS: usize = 8;
/// After an error of the listener, such as too many open files.
const PAUSE: Duration = Duration::from_secs(1);

/// A host that can be looked into, until this is dropped.
#[derive(Debug)]
pub(crate) struct Listening {
    path: PathBuf,
    task: AbortHandle,
}

impl Listening {
    /// Listens in a directory, in a task of this runtime. It ends when there is nothing to report any more.
    pub(crate) fn begin(
        directory: &Path,
        report: impl Fn() -> Option<Report> + Send + 'static,
    ) -> Result<Self, InspectError> {
        directory::make(directory)?;
        let name = name();
        let path = directory.join(format!("{name}.sock"));
        if path.as_os_str().len() > MAX_SOCKET_PATH_BYTES {
            return Err(InspectError::TooLong {
                path: directory.to_owned(),
            });
        }
        // Whoever finds a socket that nobody listens to removes it. So it gets its name last.
        let hidden = directory.join(format!(".{name}"));
        let listener = bind(&hidden, &path).map_err(|error| {
            let _ = remove_file(&hidden);
            InspectError::of(directory)(error)
        })?;
        let task = tokio::spawn(listen(listener, report)).abort_handle();
        Ok(Self { path, task })
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.task.abort();
        if let Err(error) = remove_file(&self.path) {
            tracing::debug!(%error, path = %self.path.display(), "the socket of the host could not be removed");
        }
    }
}

fn bind(hidden: &Path, path: &Path) -> std::io::Result<UnixListener> {
    let listener = UnixListener::bind(hidden)?;
    set_permissions(hidden, Permissions::from_mode(0o600))?;
    rename(hidden, path)?;
    Ok(listener)
}

/// The process, and digits that no other host of it has, nor one that had this id before.
fn name() -> String {
    let random = RandomState::new().hash_one(()) as u32;
    format!("{}-{random:08x}", std::process::id())
}

async fn listen(listener: UnixListener, report: impl Fn() -> Option<Report> + Send) {
    let readers = Arc::new(Semaphore::new(READERS));
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            sleep(PAUSE).await;
            continue;
        };
        let Ok(turn) = readers.clone().try_acquire_owned() else {
            continue;
        };
        if !is_ours(&stream) {
            continue;
        }
        let Some(report) = report() else { return };
        // What is serialized here has no keys but texts, so that this does not fail.
        let bytes = serde_json::to_vec(&report).unwrap_or_default();
        tokio::spawn(async move {
            let _turn = turn;
            let _ = timeout(READING, tell(stream, &bytes)).await;
        });
    }
}

async fn tell(mut stream: UnixStream, bytes: &[u8]) -> std::io::Result<()> {
    stream.write_all(bytes).await?;
    stream.shutdown().await
}

/// Whether the other side is of this user. The directory lets nobody else in; this holds if it is opened.
pub(super) fn is_ours(stream: &UnixStream) -> bool {
    let own = rustix::process::geteuid().as_raw();
    stream.peer_cred().is_ok_and(|peer| peer.uid() == own)
}
