//! What is left of plugins: processes, descriptors of this process, memory; and what processes do.

use std::collections::BTreeSet;
use std::fs;
use std::time::Duration;

use crate::timely;

/// The ids of the processes that have this in their environment, but for those that only wait to be
/// reaped by their new parent.
pub fn processes(marker: &str) -> Vec<String> {
    let marked = |id: &String| {
        let environment = fs::read(format!("/proc/{id}/environ")).unwrap_or_default();
        let mut variables = environment.split(|byte| *byte == 0);
        variables.any(|variable| variable == marker.as_bytes()) && is_running(id)
    };
    ids().filter(marked).collect()
}

fn is_running(id: &str) -> bool {
    let status = fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
    !status.is_empty() && !status.contains("State:\tZ")
}

/// Waits until there are none. A process that was killed is there for a moment more.
pub async fn until_no_processes(marker: &str) {
    timely(async {
        while !processes(marker).is_empty() {
            pause().await;
        }
    })
    .await;
}

/// Nothing tells of the end of a stranger, so one has to look again.
pub async fn pause() {
    tokio::time::sleep(Duration::from_millis(5)).await;
}

/// The pipes, sockets and processes that this process has open. Those of the async runtimes, which
/// come and go with the tests, are left out.
pub fn descriptors() -> BTreeSet<String> {
    let entries = fs::read_dir("/proc/self/fd").unwrap();
    entries
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let target = fs::read_link(entry.path()).ok()?.to_str()?.to_owned();
            let counts = ["pipe:", "socket:", "/"]
                .iter()
                .any(|kind| target.starts_with(kind));
            match target.as_str() {
                "anon_inode:[pidfd]" => Some(format!("{target} {}", entry.file_name().display())),
                _ => (counts && !target.starts_with("/proc")).then_some(target),
            }
        })
        .collect()
}

/// Waits until the descriptors are those of before. The reader of a pipe notices its end on its own.
pub async fn until_only(before: &BTreeSet<String>) {
    timely(async {
        while !descriptors().is_subset(before) {
            pause().await;
        }
    })
    .await;
}

/// The memory of this process, in MiB.
pub fn memory() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmRSS:"))
        .unwrap();
    let kib: u64 = line.split_whitespace().nth(1).unwrap().parse().unwrap();
    kib >> 10
}

/// How often threads of a process have gone to sleep so far.
pub fn naps(id: u32) -> u64 {
    let threads = fs::read_dir(format!("/proc/{id}/task")).unwrap();
    let naps = |thread: std::io::Result<fs::DirEntry>| {
        // A thread may end meanwhile.
        let status = fs::read_to_string(thread.ok()?.path().join("status")).ok()?;
        let naps = status
            .lines()
            .find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"));
        naps?.trim().parse::<u64>().ok()
    };
    threads.filter_map(naps).sum()
}

/// The ids of the processes that have one of these among their arguments.
pub fn named(names: &[String]) -> Vec<String> {
    let named = |id: &String| {
        let arguments = fs::read(format!("/proc/{id}/cmdline")).unwrap_or_default();
        let mut arguments = arguments.split(|byte| *byte == 0);
        arguments.any(|argument| names.iter().any(|name| argument == name.as_bytes()))
    };
    ids().filter(named).collect()
}

fn ids() -> impl Iterator<Item = String> {
    fs::read_dir("/proc").unwrap().filter_map(|entry| {
        let name = entry.ok()?.file_name().into_string().ok()?;
        name.bytes()
            .all(|byte| byte.is_ascii_digit())
            .then_some(name)
    })
}
