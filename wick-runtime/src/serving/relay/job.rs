//! The first step of an operation, without its type.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use tokio::runtime::Handle;
use tokio::sync::oneshot;
use tokio_util::task::AbortOnDropHandle;

use super::Jobs;
use crate::serving::pace::Pace;

/// What came of a first step.
pub(crate) enum Begun<T> {
    Done(T),
    /// It waits for something, and goes on with the threads for operations.
    GoesOn(AbortOnDropHandle<T>),
}

/// Something whose first step is to be taken.
pub(super) trait Job: Send {
    /// Takes the step; what is left then goes to `work`.
    fn begin(&mut self, work: &Handle);

    /// Takes no step, and gives all to `work`.
    fn pass_on(self: Box<Self>, work: &Handle);

    /// Tells what came of it.
    fn deliver(self: Box<Self>);
}

/// Has the first step of `work` taken on the thread of the transport. Nothing is begun that nobody
/// waits for any more; what ends without an answer has panicked.
pub(crate) fn begin<F>(jobs: &Jobs, pace: Arc<Pace>, work: F) -> oneshot::Receiver<Begun<F::Output>>
where
    F: Future<Output: Send> + Send + 'static,
{
    let (caller, answer) = oneshot::channel();
    jobs.push(Box::new(First {
        work: Some(Box::pin(work)),
        begun: None,
        pace,
        caller,
    }));
    answer
}

struct First<F: Future> {
    work: Option<Pin<Box<F>>>,
    begun: Option<Begun<F::Output>>,
    pace: Arc<Pace>,
    caller: oneshot::Sender<Begun<F::Output>>,
}

impl<F> Job for First<F>
where
    F: Future<Output: Send> + Send + 'static,
{
    fn begin(&mut self, threads: &Handle) {
        let Some(mut work) = self.work.take() else {
            return;
        };
        if self.caller.is_closed() {
            return;
        }
        // What it spawns and waits for is not the transport's.
        let _entered = threads.enter();
        // What wakes it is of no interest yet: if it waits, it is asked again elsewhere.
        let mut context = Context::from_waker(Waker::noop());
        let step = || self.pace.measure(|| work.as_mut().poll(&mut context));
        self.begun = match catch_unwind(AssertUnwindSafe(step)) {
            Ok(Poll::Ready(done)) => Some(Begun::Done(done)),
            Ok(Poll::Pending) => Some(going_on(threads, work)),
            Err(_) => None,
        };
    }

    fn pass_on(self: Box<Self>, threads: &Handle) {
        if let Some(work) = self.work {
            // Nobody waits: then the handle is dropped, and the work with it.
            let _ = self.caller.send(going_on(threads, work));
        }
    }

    fn deliver(self: Box<Self>) {
        if let Some(begun) = self.begun {
            let _ = self.caller.send(begun);
        }
    }
}

fn going_on<F>(threads: &Handle, work: Pin<Box<F>>) -> Begun<F::Output>
where
    F: Future<Output: Send> + Send + 'static,
{
    Begun::GoesOn(AbortOnDropHandle::new(threads.spawn(work)))
}
