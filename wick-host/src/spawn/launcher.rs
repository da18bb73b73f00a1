//! The thread that all plugins are spawned from. On Linux a child can be tied to the life of the thread
//! that made it; a worker of an async runtime may end long before the host does. And this thread is there
//! when the system has no more threads to give.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError, mpsc};
use std::thread;

use tokio::process::Command;
use tokio::runtime::Handle;
use tokio::sync::oneshot;

use super::group::Group;
use super::guardian::Birth;
use super::offspring::Offspring;

type Job = Box<dyn FnOnce() + Send>;

/// Spawns the command, which [`contain`](super::command::contain) prepared, from a thread that lives as
/// long as this process. `held` is dropped once it runs.
pub(crate) async fn spawn(
    mut command: Command,
    held: impl Send + 'static,
) -> io::Result<Offspring> {
    let runtime = Handle::current();
    let spawn = move || {
        let _context = runtime.enter();
        // The group is noted at once, best by the child itself: if the host is killed now, others have
        // to end it.
        let birth = Birth::new();
        #[cfg(target_os = "linux")]
        if let Some(cry) = birth.cry() {
            super::lifeline::announce(&mut command, cry);
        }
        let spawned = command.spawn().map(|child| {
            // A child that has just been spawned has an id: it is not reaped yet.
            let group = Group::born(birth, child.id().unwrap_or_default());
            Offspring::new(child, group)
        });
        drop(held);
        spawned
    };
    run(spawn).await?
}

/// Runs a function on that thread. What it returns is dropped if nobody waits for it any more.
async fn run<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> io::Result<T> {
    let (reply, done) = oneshot::channel();
    let job = Box::new(move || drop(reply.send(work())));
    let gone = || io::Error::other("the thread that starts plugins is gone");
    launcher()?.send(job).map_err(|_| gone())?;
    done.await.map_err(|_| gone())
}

fn launcher() -> io::Result<mpsc::Sender<Job>> {
    // Guards the way to the one thread, which is made at the first use.
    static LAUNCHER: Mutex<Option<mpsc::Sender<Job>>> = Mutex::new(None);
    let mut launcher = LAUNCHER.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(jobs) = &*launcher {
        return Ok(jobs.clone());
    }
    let (jobs, queue) = mpsc::channel::<Job>();
    thread::Builder::new()
        .name("wick-launcher".to_owned())
        .spawn(move || {
            for job in queue {
                // tokio panics in a runtime without I/O; that must not keep others from starting.
                let _ = catch_unwind(AssertUnwindSafe(job));
            }
        })?;
    Ok(launcher.insert(jobs).clone())
}
