//! What a plugin leaves behind.

use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitStatus;

use crate::context::data_dir::root_name;

/// Something that should be gone.
#[derive(Debug)]
pub(super) enum Leak {
    Child(String),
    Exit(ExitStatus),
    File(String),
    Left(PathBuf),
    Socket(PathBuf),
    Tasks(usize),
}

impl fmt::Display for Leak {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Child(name) => write!(
                f,
                "a child process still runs: {name}; end it before the operation ends"
            ),
            Self::Exit(status) => write!(f, "the plugin ended with {status}"),
            Self::File(name) => write!(
                f,
                "still open: {name}; close it, or permit what is kept on purpose, such as a pool of \
                 connections: `plugin.keeps_open({:?})`",
                kind(name)
            ),
            Self::Left(path) => write!(f, "left in the temporary directory: {}", path.display()),
            Self::Socket(path) => write!(f, "the plugin's socket: {}", path.display()),
            Self::Tasks(count) => write!(
                f,
                "tasks that operations spawned still run: {count}; stop them when \
                 `Context::cancelled` says so, or permit what is kept on purpose: \
                 `plugin.keeps_tasks({count})`"
            ),
        }
    }
}

/// The part of a name that all of its kind have: `socket:` of `socket:[4711] (descriptor 9)`, or the path
/// of a file.
fn kind(name: &str) -> &str {
    match name.split_once(":[") {
        Some((kind, _)) => &name[..=kind.len()],
        None => name.split(" (descriptor").next().unwrap_or(name),
    }
}

/// The files and sockets that a process has open, each by what it leads to and its number. Those
/// without a name in the file system that runtimes make for themselves do not count.
#[cfg(target_os = "linux")]
pub(super) fn open_files(id: u32) -> BTreeSet<String> {
    let Ok(entries) = fs::read_dir(format!("/proc/{id}/fd")) else {
        return BTreeSet::new();
    };
    entries
        .flatten()
        .filter_map(|entry| {
            // It may have been closed meanwhile.
            let target = fs::read_link(entry.path()).ok()?;
            let target = target.to_string_lossy().into_owned();
            let is_ours = target.starts_with("anon_inode:") || target.starts_with("/dev/");
            let number = entry.file_name().to_string_lossy().into_owned();
            (!is_ours).then(|| format!("{target} (descriptor {number})"))
        })
        .collect()
}

/// Only Linux tells.
#[cfg(not(target_os = "linux"))]
pub(super) fn open_files(_: u32) -> BTreeSet<String> {
    BTreeSet::new()
}

/// The other processes of a process' group that still run.
#[cfg(target_os = "linux")]
pub(super) fn children(group: u32) -> Vec<String> {
    let Ok(entries) = fs::read_dir("/proc") else {
        return Vec::new();
    };
    entries
        .flatten()
        .filter_map(|entry| {
            let id: u32 = entry.file_name().to_str()?.parse().ok()?;
            let stat = fs::read_to_string(entry.path().join("stat")).ok()?;
            // `id (name) state parent group …`; the name may hold anything.
            let mut fields = stat.rsplit_once(") ")?.1.split(' ');
            let (state, its_group) = (fields.next()?, fields.nth(1)?);
            if id == group || state == "Z" || its_group.parse() != Ok(group) {
                return None;
            }
            let command = fs::read(entry.path().join("cmdline")).unwrap_or_default();
            let command = String::from_utf8_lossy(&command).replace('\0', " ");
            Some(format!("{} (process {id})", command.trim_end()))
        })
        .collect()
}

/// Only Linux tells.
#[cfg(not(target_os = "linux"))]
pub(super) fn children(_: u32) -> Vec<String> {
    Vec::new()
}

/// Ends all processes of a group.
pub(super) fn kill_group(group: u32) {
    #[cfg(unix)]
    if let Some(group) = i32::try_from(group)
        .ok()
        .and_then(rustix::process::Pid::from_raw)
    {
        // As a rule there is none.
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    #[cfg(not(unix))]
    let _ = group;
}

/// What is in the temporary directory of a plugin that has ended, beside its data.
pub(super) fn left_in(directory: &Path) -> Vec<Leak> {
    let entries = fs::read_dir(directory).into_iter().flatten().flatten();
    entries
        .filter(|entry| entry.file_name() != *root_name())
        .map(|entry| Leak::Left(entry.path()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// N7.
    #[test]
    fn open_socket_is_told_with_its_cure() {
        let told = |name: &str| Leak::File(name.to_owned()).to_string();
        let socket = told("socket:[4711] (descriptor 9)");
        assert!(socket.starts_with("still open: socket:[4711] (descriptor 9); close it, or"));
        assert!(
            socket.ends_with("`plugin.keeps_open(\"socket:\")`"),
            "{socket}"
        );
        let file = told("/var/lib/a b.db (descriptor 9)");
        assert!(
            file.ends_with("`plugin.keeps_open(\"/var/lib/a b.db\")`"),
            "{file}"
        );
    }
}
