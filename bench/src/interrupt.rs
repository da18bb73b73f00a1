//! Ctrl-C leaves nothing behind: no process and no file.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use rustix::process::{Pid, Signal, kill_process};
use tokio::signal::unix::{SignalKind, signal};

/// Exit code of a program that SIGINT ended, as shells tell it.
const INTERRUPTED: i32 = 130;

static ENDING: AtomicBool = AtomicBool::new(false);

/// From now on, when this process is to end, all processes that come from it are killed, and `directory` is
/// removed.
pub(crate) fn removes(directory: &Path) {
    let directory = directory.to_owned();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        let Ok(runtime) = runtime else { return };
        if runtime.block_on(asked_to_end()).is_ok() {
            ENDING.store(true, Ordering::SeqCst);
            end_descendants_of(std::process::id());
            // What cannot be removed is in the temporary directory.
            let _ = fs::remove_dir_all(&directory);
            std::process::exit(INTERRUPTED);
        }
    });
}

/// Does not return once this process is ending: what fails then fails because of that.
pub(crate) fn wait_if_ending() {
    while ENDING.load(Ordering::SeqCst) {
        std::thread::park();
    }
}

async fn asked_to_end() -> std::io::Result<()> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut hangup = signal(SignalKind::hangup())?;
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
        _ = hangup.recv() => {}
    }
    Ok(())
}

/// Kills all processes that come from `ancestor`, until none is left. Each look gathers all before the first is killed, as the children of a killed
/// process are nobody's.
pub(crate) fn end_descendants_of(ancestor: u32) {
    loop {
        let all = descendants_of(ancestor, &parents());
        if all.is_empty() {
            return;
        }
        for process in all {
            if let Some(process) = i32::try_from(process).ok().and_then(Pid::from_raw) {
                // It may have ended by itself.
                let _ = kill_process(process, Signal::KILL);
            }
        }
        std::thread::yield_now();
    }
}

/// The parent of each process that has not ended.
pub(crate) fn parents() -> BTreeMap<u32, u32> {
    let Ok(entries) = fs::read_dir("/proc") else {
        return BTreeMap::new();
    };
    let processes = entries.flatten().filter_map(|entry| {
        let process = entry.file_name().to_str()?.parse().ok()?;
        let stat = fs::read_to_string(entry.path().join("stat")).ok()?;
        let (_, rest) = stat.rsplit_once(')')?;
        let mut words = rest.split_whitespace();
        let is_over = matches!(words.next()?, "Z" | "X");
        let parent = words.next()?.parse().ok()?;
        (!is_over).then_some((process, parent))
    });
    processes.collect()
}

pub(crate) fn descendants_of(ancestor: u32, parents: &BTreeMap<u32, u32>) -> Vec<u32> {
    let mut found = vec![ancestor];
    let mut next = 0;
    while let Some(&parent) = found.get(next) {
        let children = parents.iter().filter(|(_, of)| **of == parent);
        found.extend(children.map(|(child, _)| *child));
        next += 1;
    }
    found.split_off(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descendants_are_children_and_theirs() {
        let parents = BTreeMap::from([(2, 1), (3, 2), (4, 3), (5, 1), (9, 8)]);
        assert_eq!(descendants_of(2, &parents), [3, 4]);
        assert_eq!(descendants_of(1, &parents), [2, 5, 3, 4]);
        assert!(descendants_of(9, &parents).is_empty());
    }
}
