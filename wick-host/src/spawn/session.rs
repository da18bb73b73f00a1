//! Ends the processes of a session that left the group of its leader, as those of a shell's jobs do.

use std::collections::HashSet;
use std::fs;

use rustix::process::{Pid, Signal, getsid, kill_process_group};

use super::stat;

/// How often the processes are looked at: each can have made another group just before its end.
const PASSES: u32 = 16;

/// Kills all groups in the session of a leader that is not reaped yet, so that the number is its own.
///
/// Groups, not processes: a process can have a successor by the time that it is found, which is in the
/// same group.
pub(super) fn kill(leader: u32) {
    let Some(leader) = i32::try_from(leader).ok().and_then(Pid::from_raw) else {
        return;
    };
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

/// The group of a process, unless it only waits to be reaped.
fn live_group(process: Pid) -> Option<Pid> {
    let line = fs::read(format!("/proc/{}/stat", process.as_raw_nonzero())).ok()?;
    let (group, _) = stat::live_group(&line)?;
    Pid::from_raw(i32::try_from(group).ok()?)
}

fn look(leader: Pid) -> Look {
    let mut look = Look {
        groups: HashSet::new(),
        is_whole: true,
    };
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    let numbers = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    for process in numbers
        .filter_map(Pid::from_raw)
        .filter(|process| *process != leader)
    {
        // One system call for most processes. What /proc says of one takes three, and is to be read: too much for each
        // end of a plugin on a machine with thousands of them.
        match getsid(Some(process)) {
            Ok(session) if session == leader => look.groups.extend(live_group(process)),
            Ok(_) => {}
            Err(_) => look.is_whole = false,
        }
    }
    look
}
