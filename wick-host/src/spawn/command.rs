use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use tokio::process::Command;
use wick_proto::tls::Identity;
use wick_proto::{environment, handshake, version};

use super::{Launch, executable};
use crate::error::StartCause;
use crate::verify::Verified;

/// Ports for a plugin that listens on TCP, which Go's does on Windows: go-plugin's defaults.
const PORTS: (&str, &str) = ("10000", "25000");

/// The command that runs the verified file. The caller has to hold on to the file until it runs.
pub(super) fn command(
    verified: &Verified,
    launch: &Launch,
    identity: Option<&Identity>,
    socket_directory: &Path,
) -> Result<Command, StartCause> {
    let mut command = Command::new(program(verified)?);
    command
        .env_clear()
        .envs(launch.environment.iter())
        .envs(handshake_environment(identity, socket_directory))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    #[cfg(unix)]
    // A name that people know in place of the descriptor's; and Ctrl-C at the host's terminal is
    // for the host, which then stops its plugins in order.
    command.arg0(verified.path()).process_group(0);
    #[cfg(target_os = "linux")]
    super::lifeline::tie(&mut command);
    Ok(command)
}

fn handshake_environment(
    identity: Option<&Identity>,
    socket_directory: &Path,
) -> Vec<(&'static str, OsString)> {
    let mut variables = vec![
        (handshake::COOKIE_KEY, handshake::COOKIE_VALUE.into()),
        (environment::PROTOCOL_VERSIONS, version::offer().into()),
        (environment::MIN_PORT, PORTS.0.into()),
        (environment::MAX_PORT, PORTS.1.into()),
        (environment::UNIX_SOCKET_DIR, socket_directory.into()),
    ];
    if let Some(identity) = identity {
        variables.push((environment::CLIENT_CERT, identity.certificate_pem().into()));
    }
    variables
}

/// What to execute, after making sure that it holds what was verified.
fn program(verified: &Verified) -> Result<PathBuf, StartCause> {
    let descriptor = executable::descriptor(verified.file())?;
    let unchanged = match descriptor {
        Some(_) => verified.is_unchanged(),
        None => verified.is_unchanged_at_path(),
    };
    match unchanged.map_err(StartCause::Unreadable)? {
        true => Ok(descriptor.unwrap_or_else(|| verified.path().to_owned())),
        false => Err(StartCause::Changed),
    }
}
