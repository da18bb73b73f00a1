use std::ops::Deref;
use std::sync::{Arc, Weak};

use tokio::sync::{OwnedSemaphorePermit, oneshot};
use tokio::time::Instant;
use wick_proto::ConnectorKey;

use super::attached::InFlight;
use super::core::{Answer, Book, Core};
use super::pool::{Asked, PlaceId, Refusal, Run, Ticket};
use crate::client::Client;
use crate::error::CallError;

/// How often a start that is lost with its runtime is made again for one caller.
const ATTEMPTS: u32 = 3;

/// One call's hold on a process, which is not ended meanwhile. It does not keep the host alive.
#[derive(Debug)]
pub(crate) struct Lease {
    client: Arc<Client>,
    hold: Hold,
    /// The connector's calls at once are limited.
    turn: Option<OwnedSemaphorePermit>,
}

/// Where the call counts.
#[derive(Debug)]
enum Hold {
    Attached {
        _call: InFlight,
    },
    Pool {
        core: Weak<Core>,
        place: PlaceId,
        run: Run,
    },
}

impl Lease {
    pub(super) fn new(core: &Arc<Core>, place: PlaceId, run: Run, client: Arc<Client>) -> Self {
        Self {
            client,
            hold: Hold::Pool {
                core: Arc::downgrade(core),
                place,
                run,
            },
            turn: None,
        }
    }

    /// A hold on a process that the pool does not know.
    pub(super) fn attached(client: Arc<Client>, call: InFlight) -> Self {
        Self {
            client,
            hold: Hold::Attached { _call: call },
            turn: None,
        }
    }

    /// The plugin answered: it works.
    pub(crate) fn answered(&self) {
        // The first answer tells; all others would only take the lock.
        if self.client.prove()
            && let Hold::Pool { core, place, run } = &self.hold
            && let Some(core) = core.upgrade()
        {
            core.act(|book, _| book.pool.answered(*place, *run));
        }
    }

    /// Notes whether the plugin answered, be it with a refusal.
    pub(super) fn judge<T>(&self, result: Result<T, CallError>) -> Result<T, CallError> {
        if let Ok(_) | Err(CallError::Plugin { .. } | CallError::Unsupported { .. }) = &result {
            self.answered();
        }
        result
    }
}

impl Deref for Lease {
    type Target = Arc<Client>;

    fn deref(&self) -> &Arc<Client> {
        &self.client
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        drop(self.turn.take());
        if let Hold::Pool { core, place, run } = &self.hold
            && let Some(core) = core.upgrade()
        {
            core.act(|book, now| book.pool.release(now, *place, *run));
        }
    }
}

impl Core {
    /// A hold on the connector's process, which is started unless it runs. Waits for the caller's
    /// turn, for a place, and for the start; dropping the future gives all of that up at once.
    pub(super) async fn lease(self: &Arc<Self>, key: &str) -> Result<Lease, CallError> {
        let begun = Instant::now();
        let mut attempts = 0;
        while attempts < ATTEMPTS {
            let (place, connector) = self.find(key)?;
            let key = connector.verified.key();
            let turn = match &connector.turns {
                None => None,
                Some(turns) => Some(turns.take(key, self.times.queue).await?),
            };
            self.ensure_keeper();
            if let Some(mut lease) = self.lease_attached(place, &connector).await? {
                connector.tally.connector.waited(begun.elapsed());
                lease.turn = turn;
                return Ok(lease);
            }
            let ask = |book: &mut Book, now| book.pool.ask(now, place);
            match self.ask(place, ask).await {
                Answer::Leased(mut lease) => {
                    connector.tally.connector.waited(begun.elapsed());
                    lease.turn = turn;
                    return Ok(lease);
                }
                // There is an end to that: each time, the connector was reloaded.
                Answer::Refused(Refusal::Replaced) => {}
                Answer::Refused(Refusal::Lost) => attempts += 1,
                Answer::Refused(refusal) => return Err(refused(key, begun, refusal)),
            }
        }
        Err(CallError::ShuttingDown)
    }

    /// A hold on the process of a version that nobody calls yet, which is started.
    pub(super) async fn try_out(
        self: &Arc<Self>,
        place: PlaceId,
        key: &ConnectorKey,
    ) -> Result<Lease, CallError> {
        let begun = Instant::now();
        self.ensure_keeper();
        let try_out = |book: &mut Book, now| book.pool.try_out(now, place);
        match self.ask(place, try_out).await {
            Answer::Leased(lease) => Ok(lease),
            Answer::Refused(refusal) => Err(refused(key, begun, refusal)),
        }
    }

    async fn ask(
        self: &Arc<Self>,
        place: PlaceId,
        ask: impl FnOnce(&mut Book, Instant) -> Asked<Arc<Client>>,
    ) -> Answer {
        let asked = self.act(|book, now| match ask(book, now) {
            Asked::Leased { run, process } => Ok(Lease::new(self, place, run, process)),
            Asked::Refused(refusal) => Err(Err(refusal)),
            Asked::Waiting(ticket) => {
                let (caller, answer) = oneshot::channel();
                book.waiting.insert(ticket, caller);
                Err(Ok(Waiting {
                    core: self.clone(),
                    ticket,
                    answer,
                }))
            }
        });
        match asked {
            Ok(lease) => Answer::Leased(lease),
            Err(Err(refusal)) => Answer::Refused(refusal),
            Err(Ok(mut waiting)) => match (&mut waiting.answer).await {
                Ok(answer) => answer,
                Err(_) => Answer::Refused(Refusal::Lost),
            },
        }
    }
}

fn refused(connector: &ConnectorKey, begun: Instant, refusal: Refusal) -> CallError {
    let connector = connector.clone();
    match refusal {
        Refusal::ShuttingDown | Refusal::Lost | Refusal::Replaced => CallError::ShuttingDown,
        Refusal::NotStarted(error) => CallError::Start(error),
        Refusal::CircuitOpen(open) => CallError::CircuitOpen {
            connector,
            failures: open.failures,
            wait: open.wait,
            source: open.last,
        },
        Refusal::QueueFull { length } => CallError::QueueFull { connector, length },
        Refusal::TimedOut { max, holders } => CallError::PoolFull {
            connector,
            max,
            waited: begun.elapsed(),
            holders,
        },
    }
}

/// A caller in line. Leaves it when dropped.
struct Waiting {
    core: Arc<Core>,
    ticket: Ticket,
    answer: oneshot::Receiver<Answer>,
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.core.act(|book, now| {
            // Without an entry it has its answer already.
            if book.waiting.remove(&self.ticket).is_some() {
                book.pool.leave(now, self.ticket);
            }
        });
    }
}
