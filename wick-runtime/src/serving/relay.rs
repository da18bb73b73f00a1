//! Two threads that take turns as the transport, so that a quick operation needs no third.
//!
//! Waking another thread takes longer than most operations. So the thread that is the transport, the
//! leader, steps out of it, takes the first step of an operation itself, and steps back in with what
//! came of that. The other thread, the follower, watches: when the step takes longer than a moment, it
//! takes the transport over, and the step may take as long as it likes. What comes meanwhile goes to
//! the threads for operations, until there are two again.
//!
//! That takes nothing from an operation that is not quick, as it is not begun here: see [`Pace`]. The
//! follower looks while calls come, and sleeps without limit when none do.
//!
//! [`Pace`]: super::pace::Pace

mod job;
mod turn;

use std::collections::VecDeque;
use std::future::poll_fn;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;
use std::thread::{self, Thread};
use std::time::Duration;

use futures_util::task::AtomicWaker;
use tokio::runtime::{Handle, Runtime};

use self::job::Job;
pub(crate) use self::job::{Begun, begin};
use self::turn::Turn;

/// How often the follower looks. A step that it sees twice is taking too long.
const LOOK: Duration = Duration::from_millis(2);

/// First steps in a row, before the transport has its turn again.
const ROW: usize = 64;

/// What is to be begun on the thread of the transport.
#[derive(Default)]
pub(crate) struct Jobs {
    state: Mutex<State>,
    leader: AtomicWaker,
}

#[derive(Default)]
struct State {
    waiting: VecDeque<Box<dyn Job>>,
    /// Begun, and to be handed on within the transport.
    begun: Vec<Box<dyn Job>>,
    row: usize,
    /// A step is taking long, and nobody follows.
    is_alone: bool,
    is_over: bool,
}

/// What a leader does next.
enum Next {
    Begin(Box<dyn Job>),
    PassOn(Box<dyn Job>),
    Over,
}

impl Jobs {
    /// Whether there is a thread to spare for a step.
    pub(crate) fn are_taken(&self) -> bool {
        !self.state().is_alone
    }

    /// Nothing is left to do.
    pub(crate) fn end(&self) {
        self.state().is_over = true;
        self.leader.wake();
    }

    fn push(&self, job: Box<dyn Job>) {
        self.state().waiting.push_back(job);
        self.leader.wake();
    }

    /// Waits for the next job, while the transport works.
    async fn next(&self) -> Next {
        poll_fn(|context| {
            self.leader.register(context.waker());
            let begun = std::mem::take(&mut self.state().begun);
            begun.into_iter().for_each(|job| job.deliver());
            let mut state = self.state();
            if state.is_over {
                return Poll::Ready(Next::Over);
            }
            if state.row >= ROW {
                state.row = 0;
                context.waker().wake_by_ref();
                return Poll::Pending;
            }
            match state.waiting.pop_front() {
                Some(job) if state.is_alone => Poll::Ready(Next::PassOn(job)),
                Some(job) => {
                    state.row += 1;
                    Poll::Ready(Next::Begin(job))
                }
                None => {
                    state.row = 0;
                    Poll::Pending
                }
            }
        })
        .await
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Held for a look; nothing panics meanwhile.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Drives `transport` until [`Jobs::end`], on threads of its own: the caller's may have to end the
/// process while a step takes for ever.
///
/// # Errors
///
/// When there can be no more threads.
pub(crate) fn start(transport: Runtime, work: Handle, jobs: Arc<Jobs>) -> std::io::Result<()> {
    let relay = Arc::new(Relay {
        transport,
        work,
        jobs,
        turn: Turn::default(),
        follower: Mutex::default(),
    });
    for role in [Role::Follows, Role::Leads] {
        let relay = relay.clone();
        let name = "wick-transport".to_owned();
        thread::Builder::new()
            .name(name)
            .spawn(move || relay.run(role))?;
    }
    Ok(())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Leads,
    Follows,
}

struct Relay {
    transport: Runtime,
    work: Handle,
    jobs: Arc<Jobs>,
    turn: Turn,
    /// Who is to be woken when a step begins.
    follower: Mutex<Option<Thread>>,
}

impl Relay {
    fn run(&self, mut role: Role) {
        while !self.jobs.state().is_over {
            role = match role {
                Role::Leads => self.lead(),
                Role::Follows => self.follow(),
            };
        }
    }

    /// Is the transport, until another thread is.
    fn lead(&self) -> Role {
        loop {
            match self.transport.block_on(self.jobs.next()) {
                Next::Over => return Role::Leads,
                Next::PassOn(job) => job.pass_on(&self.work),
                Next::Begin(mut job) => {
                    let step = self.turn.begin();
                    if self.turn.is_unwatched() {
                        self.wake_follower();
                    }
                    job.begin(&self.work);
                    if !self.turn.end(step) {
                        // From without, and so it wakes the thread that is the transport now.
                        job.deliver();
                        self.jobs.state().is_alone = false;
                        return Role::Follows;
                    }
                    self.jobs.state().begun.push(job);
                }
            }
        }
    }

    /// Watches whoever leads, until that one's step takes too long.
    fn follow(&self) -> Role {
        *self.follower.lock().unwrap_or_else(PoisonError::into_inner) = Some(thread::current());
        loop {
            if self.turn.unwatch() {
                thread::park();
            }
            if self.jobs.state().is_over {
                return Role::Follows;
            }
            let mut seen = self.turn.watch();
            loop {
                thread::sleep(LOOK);
                let now = self.turn.now();
                if now != seen {
                    seen = now;
                    continue;
                }
                if !now.is_step() {
                    break;
                }
                if self.turn.take(now) {
                    self.jobs.state().is_alone = true;
                    return Role::Leads;
                }
            }
        }
    }

    fn wake_follower(&self) {
        let follower = self.follower.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(follower) = &*follower {
            follower.unpark();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use tokio::runtime::Builder;
    use tokio::sync::oneshot;

    use super::*;
    use crate::serving::pace::Pace;

    async fn result_of<T: Send>(begun: oneshot::Receiver<Begun<T>>) -> (bool, T) {
        match begun.await.unwrap() {
            Begun::Done(done) => (true, done),
            Begun::GoesOn(rest) => (false, rest.await.unwrap()),
        }
    }

    /// What `test` gives, run as the transport.
    fn relayed<T, F>(test: impl FnOnce(Arc<Jobs>) -> F) -> T
    where
        T: Send + 'static,
        F: Future<Output = T> + Send + 'static,
    {
        let work = Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let transport = Builder::new_current_thread().enable_all().build().unwrap();
        let jobs = Arc::new(Jobs::default());
        let (done, result) = mpsc::channel();
        let test = test(jobs.clone());
        transport.spawn({
            let jobs = jobs.clone();
            async move {
                done.send(test.await).unwrap();
                jobs.end();
            }
        });
        start(transport, work.handle().clone(), jobs).unwrap();
        result.recv().unwrap()
    }

    #[test]
    fn a_step_is_taken_without_another_thread() {
        let seen = relayed(|jobs| async move {
            let transport = thread::current().id();
            let one = begin(&jobs, Arc::default(), async { thread::current().id() });
            let two = begin(&jobs, Arc::default(), async {
                tokio::task::yield_now().await;
                thread::current().name().map(str::to_owned)
            });
            let (is_done, thread) = result_of(one).await;
            assert!(is_done && thread == transport);
            result_of(two).await
        });
        assert_eq!(seen, (false, Some("tokio-rt-worker".to_owned())));
    }

    #[test]
    fn a_step_that_blocks_leaves_the_transport_to_the_other_thread() {
        relayed(|jobs| async move {
            for _ in 0..3 {
                let (release, released) = mpsc::channel();
                let blocked = begin(
                    &jobs,
                    Arc::default(),
                    async move { released.recv().unwrap() },
                );
                // All of this happens while the step blocks.
                while jobs.are_taken() {
                    tokio::task::yield_now().await;
                }
                let other = begin(&jobs, Arc::default(), async { 7 });
                assert_eq!(result_of(other).await, (false, 7));
                release.send(9).unwrap();
                assert_eq!(result_of(blocked).await, (true, 9));
                while !jobs.are_taken() {
                    tokio::task::yield_now().await;
                }
            }
        });
    }

    #[test]
    fn what_nobody_waits_for_is_not_begun() {
        relayed(|jobs| async move {
            let (begun, is_begun) = oneshot::channel();
            drop(begin(&jobs, Arc::new(Pace::default()), async move {
                begun.send(()).unwrap();
            }));
            assert!(is_begun.await.is_err(), "it was dropped");
        });
    }

    #[test]
    fn a_panic_is_one_of_its_step() {
        relayed(|jobs| async move {
            let panicking = begin(&jobs, Arc::default(), async {
                std::panic::resume_unwind(Box::new("it broke"));
            });
            assert!(panicking.await.is_err());
            let next = begin(&jobs, Arc::default(), async { 7 });
            assert_eq!(result_of(next).await, (true, 7));
        });
    }
}
