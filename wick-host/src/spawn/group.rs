use std::sync::{Arc, Mutex, PoisonError};

use super::guardian::{Birth, Kept};
#[cfg(target_os = "linux")]
use super::handle::Handle;

/// One child and the processes that it started. It leads a session, and so a process group, of its
/// own; the leader of a session can leave neither.
#[derive(Debug)]
pub(crate) struct Group {
    /// The leader, until it is reaped.
    leader: Mutex<Option<Leader>>,
    #[cfg(target_os = "linux")]
    handle: Option<Handle>,
}

#[derive(Debug)]
struct Leader {
    id: u32,
    /// Until the group is gone: its number may belong to others afterwards.
    _kept: Kept,
}

impl Group {
    /// That of a child which said itself, if it could, that it is there, and is not reaped yet.
    pub(super) fn born(birth: Birth, process: u32) -> Arc<Self> {
        Arc::new(Self {
            leader: Mutex::new(Some(Leader {
                id: process,
                _kept: birth.group(process),
            })),
            #[cfg(target_os = "linux")]
            handle: Handle::of(process),
        })
    }

    /// Makes something that kills all of it at the latest when it is dropped.
    pub(super) fn kill_on_drop(self: Arc<Self>) -> KillOnDrop {
        KillOnDrop(self)
    }

    /// Kills the leader and its process group, at once and without asking.
    pub(super) fn kill(&self) {
        let leader = self.leader.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(leader) = &*leader {
            self.kill_led_by(leader);
        }
    }

    /// Waits until the leader has ended, which leaves it to be reaped. `false` if the system does not
    /// tell.
    #[cfg(target_os = "linux")]
    pub(super) async fn ended(&self) -> bool {
        match &self.handle {
            Some(handle) => handle.ended().await.is_ok(),
            None => false,
        }
    }

    #[cfg(not(target_os = "linux"))]
    pub(super) async fn ended(&self) -> bool {
        false
    }

    /// Kills all of it, in whatever groups of the session, and nothing from now on. Looks at all
    /// processes of the system.
    pub(super) fn finish(&self) {
        let mut leader = self.leader.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(leader) = leader.take() {
            self.kill_led_by(&leader);
            // Without a handle the leader may have been reaped, and the number be another session's.
            #[cfg(target_os = "linux")]
            if self.handle.is_some() {
                super::session::kill(leader.id);
            }
        }
    }

    #[cfg(unix)]
    fn kill_led_by(&self, leader: &Leader) {
        use rustix::process::{Pid, Signal, kill_process_group};

        #[cfg(target_os = "linux")]
        if let Some(handle) = &self.handle {
            handle.kill();
        }
        if let Some(group) = i32::try_from(leader.id).ok().and_then(Pid::from_raw) {
            // Fails if no process is left, which is what was wanted.
            let _ = kill_process_group(group, Signal::KILL);
        }
    }

    /// The process itself is killed by tokio when its handle is dropped.
    #[cfg(not(unix))]
    fn kill_led_by(&self, _: &Leader) {}
}

/// See [`Group::kill_on_drop`].
#[derive(Debug)]
pub(super) struct KillOnDrop(Arc<Group>);

impl KillOnDrop {
    pub(super) fn group(&self) -> &Arc<Group> {
        &self.0
    }
}

impl Drop for KillOnDrop {
    fn drop(&mut self) {
        self.0.finish();
    }
}
