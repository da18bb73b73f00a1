use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

use tokio::sync::{Notify, oneshot, watch};
use tokio::task::AbortHandle;
use tokio::time::Instant;

use super::attached::Attachments;
use super::lease::Lease;
use super::pool::{Action, Pool, Refusal, Run, Ticket};
use super::registry::Registry;
use super::turns::Turns;
use crate::client::Client;
use crate::error::Failure;
use crate::metrics::{Tallies, VersionTally};
use crate::spawn::Launch;
use crate::verify::Verified;

/// The shell around the [`Pool`]: keeps its decisions, and has them carried out.
#[derive(Debug)]
pub(super) struct Core {
    /// Guards which version of which connector serves. Held for a look or an entry; never while the
    /// book is locked.
    registry: RwLock<Registry>,
    pub(super) tallies: Tallies,
    pub(super) times: Times,
    pub(super) attachments: Attachments,
    /// Guards who has a process and who waits for one. Held for a decision, never across anything
    /// that takes time.
    book: Mutex<Book>,
    /// Rings when the keeper has something to do.
    pub(super) wake: Arc<Notify>,
    /// Tells that some process ended; closed when the host is gone.
    pub(super) changed: watch::Sender<()>,
}

/// What is fixed about a connector.
#[derive(Debug)]
pub(super) struct Connector {
    pub(super) verified: Verified,
    pub(super) launch: Arc<Launch>,
    pub(super) turns: Option<Turns>,
    pub(super) tally: VersionTally,
}

/// Times that only the shell needs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Times {
    /// For a plugin to end by itself.
    pub(super) grace: Duration,
    /// For a caller to wait for a place or for its turn.
    pub(super) queue: Duration,
    /// For a health check.
    pub(super) health: Duration,
}

pub(super) struct Book {
    pub(super) pool: Pool<Arc<Client>>,
    /// Who gets the answer to a ticket.
    pub(super) waiting: HashMap<Ticket, oneshot::Sender<Answer>>,
    /// Starts that can be given up.
    pub(super) starts: HashMap<Run, AbortHandle>,
    /// What the keeper has to do.
    pub(super) todo: Vec<Action<Arc<Client>>>,
    /// When the keeper looks again by itself.
    pub(super) armed: Option<Instant>,
    pub(super) has_keeper: bool,
}

/// What a waiting caller gets.
#[derive(Debug)]
pub(super) enum Answer {
    Leased(Lease),
    Refused(Refusal),
}

impl Core {
    pub(super) fn new(
        registry: Registry,
        tallies: Tallies,
        times: Times,
        attachments: Attachments,
        pool: Pool<Arc<Client>>,
    ) -> Arc<Self> {
        Arc::new(Self {
            registry: RwLock::new(registry),
            tallies,
            times,
            attachments,
            book: Mutex::new(Book {
                pool,
                waiting: HashMap::new(),
                starts: HashMap::new(),
                todo: Vec::new(),
                armed: None,
                has_keeper: false,
            }),
            wake: Arc::default(),
            changed: watch::channel(()).0,
        })
    }

    /// Changes the book and sees to what follows from that.
    pub(super) fn act<R>(self: &Arc<Self>, change: impl FnOnce(&mut Book, Instant) -> R) -> R {
        let now = Instant::now();
        let mut book = self.lock();
        let result = change(&mut book, now);
        let answers = book.settle(self, now);
        let due = book.pool.next_due(now);
        if !book.todo.is_empty() || book.is_earlier(due) {
            self.wake.notify_one();
        }
        drop(book);
        // Outside of the lock: an answer that nobody takes gives its lease back.
        for (caller, answer) in answers {
            let _ = caller.send(answer);
        }
        if self.changed.receiver_count() > 0 {
            self.changed.send_replace(());
        }
        result
    }

    /// Looks at which versions there are.
    pub(super) fn look<R>(&self, look: impl FnOnce(&Registry) -> R) -> R {
        look(&self.registry.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Changes which versions there are.
    pub(super) fn enter<R>(&self, enter: impl FnOnce(&mut Registry) -> R) -> R {
        enter(
            &mut self
                .registry
                .write()
                .unwrap_or_else(PoisonError::into_inner),
        )
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Book> {
        // Nothing that is called under it panics; and going on serves whoever does not care.
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Book {
    /// Takes the answers out of the actions; the rest is the keeper's.
    pub(super) fn settle(
        &mut self,
        core: &Arc<Core>,
        now: Instant,
    ) -> Vec<(oneshot::Sender<Answer>, Answer)> {
        let mut answers = Vec::new();
        loop {
            let actions = self.pool.take_actions();
            if actions.is_empty() {
                return answers;
            }
            for action in actions {
                match action {
                    Action::Grant {
                        ticket,
                        place,
                        run,
                        process,
                    } => match self.waiting.remove(&ticket) {
                        Some(caller) => {
                            let lease = Lease::new(core, place, run, process);
                            answers.push((caller, Answer::Leased(lease)));
                        }
                        None => self.pool.release(now, place, run),
                    },
                    Action::Refuse { ticket, refusal } => {
                        if let Some(caller) = self.waiting.remove(&ticket) {
                            answers.push((caller, Answer::Refused(refusal)));
                        }
                    }
                    other => self.todo.push(other),
                }
            }
        }
    }

    /// Whether the keeper would look too late.
    fn is_earlier(&self, due: Option<Instant>) -> bool {
        due.is_some_and(|due| self.armed.is_none_or(|armed| due < armed))
    }
}

impl std::fmt::Debug for Book {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Book")
            .field("waiting", &self.waiting.len())
            .field("todo", &self.todo)
            .finish_non_exhaustive()
    }
}

impl Drop for Core {
    fn drop(&mut self) {
        let book = self.book.get_mut();
        for (_, start) in book.unwrap_or_else(PoisonError::into_inner).starts.drain() {
            start.abort();
        }
        // The keeper finds nobody to keep for, and ends.
        self.wake.notify_one();
    }
}

impl super::pool::Process for Arc<Client> {
    fn is_alive(&self) -> bool {
        Client::is_alive(self)
    }

    fn failure(&self) -> Failure {
        self.failure_seen()
    }
}
