//! Serving under a debugger: the host does not start the plugin but finds it by a file.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::Serialize;
use tempfile::NamedTempFile;
use wick_proto::environment::REATTACH_OUT;
use wick_proto::handshake::{Address, HandshakeLine, PROTOCOL};

/// The file to write, if one is asked for.
pub(crate) fn asked() -> Option<PathBuf> {
    std::env::var_os(REATTACH_OUT)
        .filter(|path| !path.is_empty())
        .map(PathBuf::from)
}

/// The file that says where we listen; removed when this is dropped.
pub(super) struct ReattachFile(PathBuf);

/// A file that cannot be written.
#[derive(Debug, thiserror::Error)]
#[error("cannot write {path:?}, which {REATTACH_OUT} names")]
pub(crate) struct ReattachError {
    path: PathBuf,
    source: io::Error,
}

/// The content of the file. Names and order are those of the Go reference.
#[derive(Serialize)]
struct Reattach<'a> {
    protocol: &'a str,
    protocol_version: u32,
    network: &'a str,
    addr: String,
    pid: u32,
}

/// Writes where we listen to the file at `path`, which is there as a whole or not at all.
///
/// # Errors
///
/// [`ReattachError`].
pub(super) fn announce(path: &Path, line: &HandshakeLine) -> Result<ReattachFile, ReattachError> {
    let text = content(line, std::process::id());
    write(path, &text).map_err(|source| ReattachError {
        path: path.to_owned(),
        source,
    })?;
    Ok(ReattachFile(path.to_owned()))
}

fn content(line: &HandshakeLine, pid: u32) -> String {
    let (network, addr) = match &line.address {
        Address::Tcp(address) => ("tcp", address.to_string()),
        Address::Unix(path) => ("unix", path.display().to_string()),
    };
    let reattach = Reattach {
        protocol: PROTOCOL,
        protocol_version: line.version,
        network,
        addr,
        pid,
    };
    // Texts and numbers always have JSON.
    serde_json::to_string_pretty(&reattach).unwrap_or_default()
}

/// Only the owner can read the file, as `tempfile` makes it.
fn write(path: &Path, text: &str) -> io::Result<()> {
    let directory = match path.parent() {
        Some(directory) if !directory.as_os_str().is_empty() => directory,
        _ => Path::new("."),
    };
    let mut file = NamedTempFile::new_in(directory)?;
    file.write_all(text.as_bytes())?;
    file.persist(path)?;
    Ok(())
}

impl Drop for ReattachFile {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_as_the_reference_writes_it() {
        let line = "1|1|unix|/tmp/plugin1|grpc|".parse().unwrap();
        let expected = r#"{
  "protocol": "grpc",
  "protocol_version": 1,
  "network": "unix",
  "addr": "/tmp/plugin1",
  "pid": 7
}"#;
        assert_eq!(content(&line, 7), expected);
    }
}
