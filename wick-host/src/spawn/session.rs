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
        let Look { groups, is_whole } = look(leader);
        if groups.is_empty() && is_whole {
            return;
        }
        for group in groups {
            // Fails if no process is left in it.
            let _ = kill_process_group(group, Signal::KILL);
        }
    }
}

/// What one look at all processes found of a session.
struct Look {
    groups: HashSet<Pid>,
    /// Nothing ended meanwhile that could have left a successor behind the look.
    is_whole: bool,
}

fn look(leader: u32) -> Look {
    let mut look = Look {
        groups: HashSet::new(),
        is_whole: true,
    };
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    let processes = entries.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    for process in processes.filter(|process| *process != leader) {
        let Ok(line) = fs::read(format!("/proc/{process}/stat")) else {
            look.is_whole = false;
            continue;
        };
        if let Some((group, session)) = stat::live_group(&line)
            && session == u64::from(leader)
        {
            let group = i32::try_from(group).ok().and_then(Pid::from_raw);
            look.groups.extend(group);
        }
    }
    look
}
