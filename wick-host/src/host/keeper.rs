//! The one task of a host that carries out what its pool decides, and sleeps otherwise.

use std::sync::{Arc, Weak};

use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until};

use super::core::Core;
use super::pool::Action;
use super::{starting, stopping};
use crate::client::Client;

impl Core {
    /// Makes sure that there is a keeper. It lives in the runtime of whoever comes first, and a new one
    /// takes over when that runtime ends.
    pub(super) fn ensure_keeper(self: &Arc<Self>) {
        let mut book = self.lock();
        if !std::mem::replace(&mut book.has_keeper, true) {
            let guard = Guard(Arc::downgrade(self));
            tokio::spawn(keep(guard, self.wake.clone()));
        }
    }

    /// Does what has to be done, and returns when something falls due next.
    fn turn(self: &Arc<Self>) -> Option<Instant> {
        loop {
            self.act(|book, now| book.pool.advance(now));
            let mut book = self.lock();
            let todo = std::mem::take(&mut book.todo);
            if todo.is_empty() {
                book.armed = book.pool.next_due(Instant::now());
                return book.armed;
            }
            drop(book);
            todo.into_iter().for_each(|action| self.carry_out(action));
        }
    }

    fn carry_out(self: &Arc<Self>, action: Action<Arc<Client>>) {
        match action {
            Action::Start { place, run } => starting::spawn(self, place, run),
            Action::Abort { run } => {
                let start = self.lock().starts.remove(&run);
                if let Some(start) = start {
                    start.abort();
                }
            }
            Action::Stop {
                place,
                run,
                process,
                reason,
            } => stopping::spawn(self, place, run, process, reason),
            Action::Probe {
                place,
                run,
                process,
            } => starting::probe(self, place, run, process),
            Action::Grant { .. } | Action::Refuse { .. } => {
                debug_assert!(false, "answers are given by whoever causes them");
            }
        }
    }
}

async fn keep(guard: Guard, wake: Arc<Notify>) {
    while let Some(core) = guard.0.upgrade() {
        let due = core.turn();
        // While it sleeps, it keeps nobody alive.
        drop(core);
        match due {
            None => wake.notified().await,
            Some(due) => tokio::select! {
                () = wake.notified() => {}
                () = sleep_until(due) => {}
            },
        }
    }
}

/// Tells when the keeper is gone, which takes the end of its runtime.
struct Guard(Weak<Core>);

impl Drop for Guard {
    fn drop(&mut self) {
        let Some(core) = self.0.upgrade() else { return };
        core.lock().has_keeper = false;
        // Whoever waits asks again, from a runtime that lives.
        let waiting = std::mem::take(&mut core.lock().waiting);
        core.act(|book, now| {
            for ticket in waiting.keys() {
                book.pool.leave(now, *ticket);
            }
        });
    }
}
