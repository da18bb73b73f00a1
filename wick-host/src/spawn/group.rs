use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::guardian::{Birth, Kept};
#[cfg(target_os = "linux")]
use super::handle::Handle;

/// One child and the processes that it started. It leads a session, and so a process group, of its
/// own; the leader of a session can leave neither.
#[derive(Debug)]
pub(crate) struct Group {
    /// The leader, until it is reaped.
    leader: Mutex<Option<Leader>>,
}

#[derive(Debug)]
struct Leader {
    id: u32,
    /// Closed with the rest: a caller may keep the group of a process that is gone for long.
    #[cfg(target_os = "linux")]
    handle: Option<Handle>,
    /// Until the group is gone: its number may belong to others afterwards.
    _kept: Kept,
}

impl Group {
    /// That of a child which said itself, if it could, that it is there, and is not reaped yet.
    pub(super) fn born(birth: Birth, process: u32) -> Arc<Self> {
        Arc::new(Self {
            leader: Mutex::new(Some(Leader {
                id: process,
                #[cfg(target_os = "linux")]
                handle: Handle::of(process),
                _kept: birth.group(process),
            })),
        })
    }

    /// Makes something that kills all of it at the latest when it is dropped.
    pub(super) fn kill_on_drop(self: Arc<Self>) -> KillOnDrop {
        KillOnDrop(self)
    }

    /// Kills the leader and its process group, at once and without asking.
    pub(super) fn kill(&self) {
        if let Some(leader) = &*self.leader() {
            leader.kill();
        }
    }

    /// Waits until the leader has ended, which leaves it to be reaped. `false` if the system does not
    /// tell.
    #[cfg(target_os = "linux")]
    pub(super) async fn ended(&self) -> bool {
        let handle = self
            .leader()
            .as_ref()
            .and_then(|leader| leader.handle.clone());
        match handle {
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
        let mut leader = self.leader();
        if let Some(leader) = leader.take() {
            leader.kill();
            // Without a handle the leader may have been reaped, and the number be another session's.
            #[cfg(target_os = "linux")]
            if leader.handle.is_some() {
                super::session::kill(leader.id);
            }
        }
    }

    fn leader(&self) -> MutexGuard<'_, Option<Leader>> {
        self.leader.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Leader {
    /// Kills the process and its group.
    #[cfg(unix)]
    fn kill(&self) {
        use rustix::process::{Pid, Signal, kill_process_group};

        #[cfg(target_os = "linux")]
        if let Some(handle) = &self.handle {
            handle.kill();
        }
        if let Some(group) = i32::try_from(self.id).ok().and_then(Pid::from_raw) {
            // Fails if no process is left, which is what was wanted.
            let _ = kill_process_group(group, Signal::KILL);
        }
    }

    /// The process itself is killed by tokio when its handle is dropped.
    #[cfg(not(unix))]
    fn kill(&self) {}
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
