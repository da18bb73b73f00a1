use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::Command;
use tokio::time::timeout;
use wick_proto::manifest::Manifest;

use super::PackError;
use crate::binary;
use crate::limits::PluginLimits;
use crate::logs::harmless;
use crate::scan::MAX_MANIFEST_BYTES;
use crate::spawn::{contain, is_busy, spawn, unless_busy};

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
    // Before it is run: a program would hash itself for its manifest.
    drop(binary::open(binary).map_err(run)?);
    let command = || {
        let mut command = Command::new(binary);
        command
            .arg("--dump-manifest")
            .env_clear()
            // Windows cannot load a program's libraries without it.
            .envs(std::env::var_os("SYSTEMROOT").map(|root| ("SYSTEMROOT", root)))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        contain(&mut command, &PluginLimits::none());
        command
    };
    let start = || spawn(command(), ());
    // Whatever happens below, nothing of it stays.
    let mut offspring = unless_busy(start, is_busy).await.map_err(run)?;
    let stdout = read(offspring.take_stdout(), MAX_MANIFEST_BYTES + 1);
    let stderr = read(offspring.take_stderr(), MAX_STDERR_BYTES);
    let all = async { tokio::join!(stdout, stderr, offspring.reap()) };
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
