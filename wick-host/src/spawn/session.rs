//! Ends the processes of a session that left the group of its leader, as those of a shell's jobs do.

use std::collections::HashSet;
use std::fs;

use rustix::process::{Pid, Signal, kill_process_group};

use super::stat;

/// How often the processes are looked at: each can have made another group just before its end.
const PASSES: u32 = 16;

/// Kills all groups in the session of a leader that is not reaped yet, so that the number is its own.
///
/// Groups, not processes: a process can have a successor by the time that it is found, which is in the
/// same group.
pub(super) fn kill(leader: u32) {
    for _ in 0..PASSES {
        let groups = groups_of(leader);
        if groups.is_empty() {
            return;
        }
        for group in groups {
            // Fails if no process is left in it.
            let _ = kill_process_group(group, Signal::KILL);
        }
    }
}

fn groups_of(leader: u32) -> HashSet<Pid> {
    let Ok(entries) = fs::read_dir("/proc") else {
        return HashSet::new();
    };
    let processes = entries.filter_map(|entry| {
        let name = entry.ok()?.file_name();
        name.to_str()?.parse::<u32>().ok()
    });
    let group = |process| {
        let line = fs::read(format!("/proc/{process}/stat")).ok()?;
        let (group, session) = stat::live_group(&line)?;
        (session == u64::from(leader)).then(|| Pid::from_raw(i32::try_from(group).ok()?))?
    };
    processes.filter_map(group).collect()
}
