use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::Command;
use tokio::time::timeout;
use wick_proto::manifest::Manifest;

use super::PackError;
use crate::logs::harmless;
use crate::scan::MAX_MANIFEST_BYTES;
use crate::spawn::{Group, is_busy, unless_busy};

/// Time to print a manifest. Go programs take some to start on a cold disk.
const LIMIT: Duration = Duration::from_secs(20);
/// Most bytes of standard error that are kept.
const MAX_STDERR_BYTES: u64 = 4 << 10;

/// Runs `binary --dump-manifest` and reads what it prints: without input, with an empty environment,
/// for at most 20 s.
///
/// # Errors
///
/// A binary that does not run, fails, takes too long, or prints something else.
pub async fn dump_manifest(binary: &Path) -> Result<Manifest, PackError> {
    let run = |source| PackError::Run {
        binary: binary.to_owned(),
        source,
    };
    let mut command = Command::new(binary);
    command
        .arg("--dump-manifest")
        .env_clear()
        // Windows cannot load a program's libraries without it.
        .envs(std::env::var_os("SYSTEMROOT").map(|root| ("SYSTEMROOT", root)))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    #[cfg(unix)]
    command.process_group(0);
    let start = || std::future::ready(command.spawn());
    let mut child = unless_busy(start, is_busy).await.map_err(run)?;
    // Whatever happens below, nothing of it stays.
    let _group = Group::led_by(child.id().unwrap_or_default()).kill_on_drop();
    let stdout = read(child.stdout.take(), MAX_MANIFEST_BYTES + 1);
    let stderr = read(child.stderr.take(), MAX_STDERR_BYTES);
    let all = async { tokio::join!(stdout, stderr, child.wait()) };
    let Ok((stdout, stderr, status)) = timeout(LIMIT, all).await else {
        return Err(PackError::TimedOut {
            binary: binary.to_owned(),
            limit: LIMIT,
        });
    };
    let status = status.map_err(run)?;
    if stdout.len() as u64 > MAX_MANIFEST_BYTES {
        return Err(PackError::TooLarge {
            binary: binary.to_owned(),
            limit: MAX_MANIFEST_BYTES,
        });
    }
    if !status.success() {
        return Err(PackError::Dump {
            binary: binary.to_owned(),
            status,
            stderr: harmless(String::from_utf8_lossy(&stderr).trim()),
        });
    }
    Manifest::from_json(&stdout).map_err(|source| PackError::Manifest {
        binary: binary.to_owned(),
        source,
    })
}

/// The start of a pipe. Closing it ends a program that has more to say.
async fn read(pipe: Option<impl AsyncRead + Unpin>, limit: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    if let Some(pipe) = pipe {
        // What came before an error is what there is.
        let _ = pipe.take(limit).read_to_end(&mut bytes).await;
    }
    bytes
}
