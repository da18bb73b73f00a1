use serde::Serialize;

/// A plugin process whose host does not tell of itself: one that was not asked to, or that of another
/// implementation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Stranger {
    /// The id of the process.
    pub pid: u32,
    /// The name of its program.
    pub program: String,
    /// The id of the process that started it, which is its host.
    pub host: u32,
    /// The name of that one's program.
    pub host_program: String,
    /// Resident memory in bytes.
    pub memory: Option<u64>,
}

/// The plugin processes of this user that are none of the `known` ones, by what every host gives its plugins:
/// the cookie in their environment. Those that a plugin started have it too, and are left out. None where
/// the system does not show environments.
pub fn strangers(known: &[u32]) -> Vec<Stranger> {
    of_system(known)
}

#[cfg(not(target_os = "linux"))]
fn of_system(_: &[u32]) -> Vec<Stranger> {
    Vec::new()
}

#[cfg(target_os = "linux")]
use linux::of_system;

#[cfg(target_os = "linux")]
mod linux {
    use std::io::Read as _;
    use std::path::Path;

    use wick_proto::handshake::{COOKIE_KEY, COOKIE_VALUE};

    use super::Stranger;

    /// Bytes of an environment that are looked at.
    const ENVIRONMENT_BYTES: u64 = 1 << 20;

    pub(super) fn of_system(known: &[u32]) -> Vec<Stranger> {
        let Ok(processes) = Path::new("/proc").read_dir() else {
            return Vec::new();
        };
        let pids = processes.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
        let pids = pids.filter(|pid| !known.contains(pid));
        let mut found: Vec<_> = pids.filter_map(stranger).collect();
        found.sort_unstable_by_key(|stranger| stranger.pid);
        found
    }

    fn stranger(pid: u32) -> Option<Stranger> {
        if !has_cookie(pid) {
            return None;
        }
        let host = parent(pid)?;
        if has_cookie(host) {
            return None;
        }
        Some(Stranger {
            pid,
            program: program(pid),
            host,
            host_program: program(host),
            memory: crate::host::memory(pid),
        })
    }

    /// Environments of other users cannot be read.
    fn has_cookie(pid: u32) -> bool {
        let mut environment = Vec::new();
        let read = std::fs::File::open(format!("/proc/{pid}/environ"))
            .and_then(|file| file.take(ENVIRONMENT_BYTES).read_to_end(&mut environment));
        let cookie = format!("{COOKIE_KEY}={COOKIE_VALUE}");
        let mut variables = environment.split(|byte| *byte == 0);
        read.is_ok() && variables.any(|variable| variable == cookie.as_bytes())
    }

    fn parent(pid: u32) -> Option<u32> {
        let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("PPid:"))?;
        line.trim().parse().ok()
    }

    /// The name of the file that is executed. What the kernel keeps as the name of a process is cut, and a number
    /// where it was started from an open file.
    fn program(pid: u32) -> String {
        let path = std::fs::read_link(format!("/proc/{pid}/exe")).unwrap_or_default();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.trim_end_matches(" (deleted)").to_owned()
    }
}
