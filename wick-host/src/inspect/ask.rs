//! The other side: asks all hosts of a directory.

use std::io;
use std::os::unix::fs::FileTypeExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use futures_util::{StreamExt as _, stream};
use tokio::io::AsyncReadExt as _;
use tokio::net::UnixStream;
use tokio::time::timeout;

use super::listen::is_ours;
use super::{FORM, Found, InspectError, Report, directory};

/// Time for a host to answer.
const ANSWERING: Duration = Duration::from_secs(2);
/// Largest report in bytes.
const REPORT_BYTES: u64 = 16 << 20;
/// Hosts that are asked at once.
const AT_ONCE: usize = 32;
/// Things in the directory that are looked at.
const ENTRIES: usize = 4096;

pub(super) async fn hosts(path: &Path) -> Result<Vec<Found>, InspectError> {
    let entries = match path.read_dir() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(InspectError::of(path))?,
    };
    directory::check(path)?;
    let entries = entries.take(ENTRIES).filter_map(Result::ok);
    // A host that is just opening.
    let named = entries.filter(|entry| !entry.file_name().as_encoded_bytes().starts_with(b"."));
    let asked = stream::iter(named).map(|entry| look(entry.path()));
    let mut found: Vec<_> = asked.buffer_unordered(AT_ONCE).collect().await;
    found.sort_by_cached_key(|found| (found.pid(), found.path().map(Path::to_owned)));
    Ok(found)
}

async fn look(path: PathBuf) -> Found {
    let kind = path.symlink_metadata().map(|metadata| metadata.file_type());
    let is_named = path
        .extension()
        .is_some_and(|extension| extension == "sock");
    match kind {
        Ok(kind) if kind.is_socket() && is_named => {}
        // It went away just now.
        Err(_) => return Found::Gone(path),
        Ok(_) => {
            let problem = "it is no socket of a host".to_owned();
            return Found::Odd { path, problem };
        }
    }
    let mut pid = pid_in(&path);
    let problem = match timeout(ANSWERING, ask(&path, &mut pid)).await {
        Ok(Ok(report)) => return Found::Host(Box::new(report)),
        Ok(Err(Silence::Gone)) => {
            // Hosts never use a name again.
            let _ = std::fs::remove_file(&path);
            return Found::Gone(path);
        }
        Ok(Err(Silence::Problem(problem))) => problem,
        Err(_) => format!("no answer within {ANSWERING:?}"),
    };
    Found::Silent { path, pid, problem }
}

/// Why there is no report.
enum Silence {
    /// Nobody listens.
    Gone,
    Problem(String),
}

impl From<io::Error> for Silence {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::ConnectionRefused | io::ErrorKind::NotFound => Self::Gone,
            // What connecting says at once when too many wait already.
            io::ErrorKind::WouldBlock => Self::Problem("too many wait for its answer".to_owned()),
            _ => Self::Problem(error.to_string()),
        }
    }
}

async fn ask(path: &Path, pid: &mut Option<u32>) -> Result<Report, Silence> {
    let problem = |text: &str| Err(Silence::Problem(text.to_owned()));
    let stream = UnixStream::connect(path).await?;
    if !is_ours(&stream) {
        return problem("another user listens there");
    }
    let peer = stream.peer_cred().ok().and_then(|peer| peer.pid());
    *pid = peer.and_then(|pid| pid.try_into().ok()).or(*pid);
    let mut bytes = Vec::new();
    let mut limited = stream.take(REPORT_BYTES + 1);
    limited.read_to_end(&mut bytes).await?;
    if bytes.len() as u64 > REPORT_BYTES {
        return problem("its answer is too long");
    }
    match serde_json::from_slice::<Report>(&bytes) {
        Ok(report) if report.form == FORM => Ok(report),
        _ if bytes.is_empty() => problem("it hung up"),
        _ => problem("its answer is of another version, or no answer of a host"),
    }
}

/// The process that a host puts into the name of its socket.
fn pid_in(path: &Path) -> Option<u32> {
    let name = path.file_stem()?.to_str()?;
    name.split_once('-')?.0.parse().ok()
}

impl Found {
    fn pid(&self) -> Option<u32> {
        match self {
            Self::Host(report) => Some(report.pid),
            Self::Silent { pid, .. } => *pid,
            Self::Gone(_) | Self::Odd { .. } => None,
        }
    }

    fn path(&self) -> Option<&Path> {
        match self {
            Self::Host(_) => None,
            Self::Gone(path) | Self::Silent { path, .. } | Self::Odd { path, .. } => Some(path),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs::{Permissions, set_permissions, write};
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    use std::os::unix::net::UnixListener;

    use super::super::listen::Listening;
    use super::*;
    use crate::metrics::Metrics;

    fn private() -> tempfile::TempDir {
        let directory = tempfile::tempdir().unwrap();
        set_permissions(directory.path(), Permissions::from_mode(0o700)).unwrap();
        directory
    }

    fn report() -> Option<Report> {
        let status = serde_json::json!({});
        Some(Report::new(1.0, None, status, Metrics::default()))
    }

    #[tokio::test]
    async fn hosts_are_asked_and_the_sockets_of_dead_ones_removed() {
        let directory = private();
        let path = directory.path();
        let first = Listening::begin(path, report).unwrap();
        let _second = Listening::begin(path, report).unwrap();
        drop(UnixListener::bind(path.join("1-0.sock")).unwrap());
        let found = hosts(path).await.unwrap();
        let is_host = |found: &&Found| matches!(found, Found::Host(_));
        assert_eq!(found.iter().filter(is_host).count(), 2, "{found:?}");
        assert!(matches!(&found[0], Found::Gone(path) if !path.exists()));
        drop(first);
        assert_eq!(hosts(path).await.unwrap().len(), 1);
        assert_eq!(path.read_dir().unwrap().count(), 1);
    }

    #[tokio::test]
    async fn whatever_else_is_there_is_told_and_holds_up_nothing() {
        let directory = private();
        let path = directory.path();
        write(path.join("file.sock"), "{}").unwrap();
        symlink("/dev/zero", path.join("zero.sock")).unwrap();
        std::fs::create_dir(path.join("directory.sock")).unwrap();
        rustix::fs::mkfifoat(rustix::fs::CWD, path.join("fifo.sock"), 0o600.into()).unwrap();
        // It accepts nobody.
        let _mute = UnixListener::bind(path.join("7-0.sock")).unwrap();
        let _host = Listening::begin(path, report).unwrap();
        let found = hosts(path).await.unwrap();
        let odd = |found: &&Found| matches!(found, Found::Odd { .. });
        assert_eq!(found.iter().filter(odd).count(), 4, "{found:?}");
        let silent = |found: &&Found| matches!(found, Found::Silent { problem, .. } if problem == "no answer within 2s");
        assert_eq!(found.iter().filter(silent).count(), 1, "{found:?}");
        assert!(found.iter().any(|found| matches!(found, Found::Host(_))));
    }

    #[tokio::test]
    async fn answers_of_others_are_no_reports() {
        let directory = private();
        for (name, answer) in [
            ("1-0.sock", Vec::new()),
            ("2-0.sock", b"HTTP/1.1 200 OK\r\n\r\n".to_vec()),
            ("3-0.sock", b"{\"form\":2}".to_vec()),
            ("4-0.sock", vec![b'['; (REPORT_BYTES + 2) as usize]),
        ] {
            let listener = tokio::net::UnixListener::bind(directory.path().join(name)).unwrap();
            tokio::spawn(async move {
                let (mut stream, _) = listener.accept().await.unwrap();
                // It hangs up on an answer that is too long.
                let _ = tokio::io::AsyncWriteExt::write_all(&mut stream, &answer).await;
            });
        }
        let found = hosts(directory.path()).await.unwrap();
        let problems = found.iter().map(|found| match found {
            Found::Silent { problem, .. } => problem.as_str(),
            other => panic!("{other:?}"),
        });
        let mut problems: Vec<_> = problems.collect();
        problems.sort_unstable();
        problems.dedup();
        let other = "its answer is of another version, or no answer of a host";
        assert_eq!(problems, ["it hung up", other, "its answer is too long"]);
    }

    #[tokio::test]
    async fn no_directory_is_no_host_and_one_of_others_is_refused() {
        let directory = private();
        let missing = directory.path().join("missing");
        assert!(hosts(&missing).await.unwrap().is_empty());
        set_permissions(directory.path(), Permissions::from_mode(0o777)).unwrap();
        let error = hosts(directory.path()).await.unwrap_err();
        assert!(matches!(error, InspectError::NotPrivate { .. }), "{error}");
    }
}
