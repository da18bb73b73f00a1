//! Ends the processes of a session that left the group of its leader, as those of a shell's jobs do.
#![expect(
    unsafe_code,
    reason = "rustix takes no session for 0, which is that of processes from outside of a container; the call takes and gives a number"
)]

use std::collections::HashSet;
use std::fs;
use std::io;

use rustix::process::{Pid, Signal, kill_process_group};

use super::stat;

/// How often the processes are looked at: each can have made another group just before its end.
const PASSES: u32 = 16;

/// Kills all groups in the session of a leader that is not reaped yet, so that the number is its own.
///
/// Groups, not processes: what forks all the time is never found by its number, and the kernel kills a group as a
/// whole. Those that only wait to be reaped tell of their group as well.
pub(super) fn kill(leader: u32) {
    let Ok(leader) = libc::pid_t::try_from(leader) else {
        return;
    };
    let mut known = HashSet::new();
    for _ in 0..PASSES {
        let Look { groups, is_over } = look(leader);
        let is_known = groups.is_subset(&known);
        if is_over && is_known {
            return;
        }
        for group in &groups {
            // Fails if no process is left in it.
            let _ = kill_process_group(*group, Signal::KILL);
        }
        known.extend(groups);
    }
}

/// What one look at all processes found of a session.
struct Look {
    /// Those of all its processes but the leader.
    groups: HashSet<Pid>,
    /// None of them lives, and nothing vanished meanwhile that could have left a successor behind the look.
    is_over: bool,
}

fn look(leader: libc::pid_t) -> Look {
    let mut look = Look {
        groups: HashSet::new(),
        is_over: true,
    };
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    let processes = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    for process in processes.filter(|process| *process != leader) {
        // One system call for most processes. What /proc says of one takes three, and is to be read: too much for each
        // end of a plugin on a machine with thousands of them.
        match session_of(process) {
            Ok(session) if session == leader => look.add(process),
            Ok(_) => {}
            Err(_) => look.is_over = false,
        }
    }
    look
}

impl Look {
    /// Adds the group of a process.
    fn add(&mut self, process: libc::pid_t) {
        let line = fs::read(format!("/proc/{process}/stat"));
        match line.ok().and_then(|line| stat::group(&line)) {
            Some((group, is_live)) => {
                let group = i32::try_from(group).ok().and_then(Pid::from_raw);
                self.groups.extend(group);
                self.is_over &= !is_live;
            }
            None => self.is_over = false,
        }
    }
}

/// The session of a process, in which it may only wait to be reaped.
fn session_of(process: libc::pid_t) -> io::Result<libc::pid_t> {
    // SAFETY: it takes a number and gives one; no memory is involved.
    match unsafe { libc::getsid(process) } {
        -1 => Err(io::Error::last_os_error()),
        session => Ok(session),
    }
}
