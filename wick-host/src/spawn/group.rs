use std::sync::{Arc, Mutex, PoisonError};

use super::guardian::{Birth, Kept};

/// The process group of one plugin, which holds all its descendants that did not leave it.
#[derive(Debug)]
pub(crate) struct Group {
    /// The leader, until it was reaped.
    leader: Mutex<Option<Leader>>,
}

#[derive(Debug)]
struct Leader {
    id: u32,
    /// Until the group is gone: its number may belong to others afterwards.
    _kept: Kept,
}

impl Group {
    /// That of a child which said itself, if it could, that it is there.
    pub(super) fn born(birth: Birth, process: u32) -> Arc<Self> {
        Arc::new(Self {
            leader: Mutex::new(Some(Leader {
                id: process,
                _kept: birth.group(process),
            })),
        })
    }

    /// That of any child.
    pub(crate) fn led_by(process: u32) -> Arc<Self> {
        Self::born(Birth::new(), process)
    }

    /// Makes something that kills all of it at the latest when it is dropped.
    pub(crate) fn kill_on_drop(self: &Arc<Self>) -> KillOnDrop {
        KillOnDrop(self.clone())
    }

    /// Kills all of it, at once and without asking.
    pub(super) fn kill(&self) {
        let leader = self.leader.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(leader) = &*leader {
            kill(leader.id);
        }
    }

    /// The leader was reaped: kills what it left behind, and nothing from now on.
    fn finish(&self) {
        let mut leader = self.leader.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(leader) = leader.take() {
            kill(leader.id);
        }
    }
}

/// See [`Group::kill_on_drop`].
#[derive(Debug)]
pub(crate) struct KillOnDrop(Arc<Group>);

impl Drop for KillOnDrop {
    fn drop(&mut self) {
        self.0.finish();
    }
}

#[cfg(unix)]
fn kill(leader: u32) {
    use rustix::process::{Pid, Signal, kill_process_group};

    if let Some(group) = i32::try_from(leader).ok().and_then(Pid::from_raw) {
        // Fails if nobody is left, which is what was wanted.
        let _ = kill_process_group(group, Signal::KILL);
    }
}

/// The process itself is killed by tokio when its handle is dropped.
#[cfg(not(unix))]
fn kill(_: u32) {}
