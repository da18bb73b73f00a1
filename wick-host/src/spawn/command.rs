use std::ffi::OsString;
use std::path::Path;
use std::process::Stdio;

use tokio::process::Command;
use wick_proto::tls::Identity;
use wick_proto::{environment, handshake, version};

use super::Launch;
use crate::execution::Program;
use crate::limits::PluginLimits;
#[cfg(target_os = "linux")]
use crate::limits::Resources;
use crate::verify::Verified;

/// Ports for a plugin that listens on TCP, which Go's does on Windows: go-plugin's defaults.
const PORTS: (&str, &str) = ("10000", "25000");

/// The command that runs the program of a verified plugin. The caller has to hold on to the program
/// until it runs.
pub(super) fn command(
    program: &Program,
    verified: &Verified,
    launch: &Launch,
    identity: Option<&Identity>,
    socket_directory: &Path,
) -> Command {
    let mut command = Command::new(&program.path);
    command
        .env_clear()
        .envs(launch.environment.iter())
        .envs(handshake_environment(identity, socket_directory))
        // What is executed may be a copy elsewhere.
        .env(environment::INSTALLED_PATH, verified.path())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    #[cfg(unix)]
    // A name that people know in place of the descriptor's.
    command.arg0(verified.path());
    for (name, value) in launch.limits.variables() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    contain(&mut command, &launch.limits);
    command
}

/// Has the command lead a session of its own: it has no controlling terminal, so it can neither read
/// what is typed there nor type itself; Ctrl-C is for the host, which then stops its plugins in order;
/// and it can leave neither its session nor its process group, which are killed with it. On Linux it
/// also ends with the host, and keeps to the limits.
#[cfg_attr(
    not(target_os = "linux"),
    expect(unused_variables, reason = "only Linux limits")
)]
pub(crate) fn contain(command: &mut Command, limits: &PluginLimits) {
    command.kill_on_drop(true);
    #[cfg(target_os = "linux")]
    super::lifeline::tie(command, Resources::of(limits));
    #[cfg(all(unix, not(target_os = "linux")))]
    super::lifeline::lead(command);
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
