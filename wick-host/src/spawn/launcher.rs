//! The thread that all plugins are spawned from. On Linux a child can be tied to the life of the
//! thread that made it; a worker of an async runtime may end long before the host does.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread;

use tokio::process::{Child, Command};
use tokio::runtime::Handle;
use tokio::sync::oneshot;

use super::group::Group;
use super::guardian::Birth;
use crate::execution::Program;

struct Job {
    command: Command,
    /// What the command executes.
    program: Program,
    runtime: Handle,
    reply: oneshot::Sender<io::Result<Spawned>>,
}

/// A child and its process group.
pub(super) type Spawned = (Child, Arc<Group>);

/// Spawns the command from a thread that lives as long as this process.
pub(super) async fn spawn(command: Command, program: Program) -> io::Result<Spawned> {
    let (reply, spawned) = oneshot::channel();
    let job = Job {
        command,
        program,
        runtime: Handle::current(),
        reply,
    };
    let gone = || io::Error::other("the thread that starts plugins is gone");
    launcher()?.send(job).map_err(|_| gone())?;
    spawned.await.map_err(|_| gone())?
}

fn launcher() -> io::Result<mpsc::Sender<Job>> {
    // Guards the way to the one thread, which is made at the first use.
    static LAUNCHER: Mutex<Option<mpsc::Sender<Job>>> = Mutex::new(None);
    let mut launcher = LAUNCHER.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(jobs) = &*launcher {
        return Ok(jobs.clone());
    }
    let (jobs, queue) = mpsc::channel();
    thread::Builder::new()
        .name("wick-launcher".to_owned())
        .spawn(move || {
            for job in queue {
                // tokio panics in a runtime without I/O; that must not keep others from starting.
                let _ = catch_unwind(AssertUnwindSafe(|| run(job)));
            }
        })?;
    Ok(launcher.insert(jobs).clone())
}

fn run(mut job: Job) {
    let _context = job.runtime.enter();
    // The group is noted at once, best by the child itself: if the host is killed now, others have to
    // end it.
    let birth = Birth::new();
    #[cfg(target_os = "linux")]
    if let Some(cry) = birth.cry() {
        super::lifeline::announce(&mut job.command, cry);
    }
    let spawned = job.command.spawn().map(|child| {
        // A child that has just been spawned has an id: it is not reaped yet.
        let group = Group::born(birth, child.id().unwrap_or_default());
        (child, group)
    });
    drop(job.program);
    // If nobody waits any more, dropping the child kills it, and this the others of its group.
    if let Err(Ok((_child, group))) = job.reply.send(spawned) {
        group.kill();
    }
}
