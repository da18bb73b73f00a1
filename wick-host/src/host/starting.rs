//! The tasks that start a process and ask it how it is.

use std::sync::{Arc, Weak};
use std::time::Duration;

use tokio::time::Instant;
use tracing::{Instrument, Span, field};

use super::core::{Connector, Core};
use super::observed::milliseconds;
use super::pool::{PlaceId, Run};
use crate::client::Client;
use crate::connect::connect;
use crate::error::{StartCause, StartError};
use crate::guard::caught_in;
use crate::spawn::{self, Launch};
use crate::verify::Verified;

/// Time for connecting and the first answer, after the handshake.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Starts a process. The task belongs to no caller: one that gives up takes nothing from the others.
pub(super) fn spawn(core: &Arc<Core>, place: PlaceId, run: Run) {
    // A version is forgotten only after its last process.
    let Some(connector) = core.connector(place) else {
        return core.act(|book, now| book.pool.lost(now, place, run));
    };
    let guard = Guard(Some((Arc::downgrade(core), place, run)));
    connector.tally.connector.starting();
    let span = tracing::info_span!(
        target: "wick::host",
        parent: None,
        "start",
        connector = %connector.verified.key(),
        version = connector.verified.manifest().version,
        process = field::Empty,
        outcome = field::Empty,
        duration_ms = field::Empty,
    );
    let start = start(connector, guard).instrument(span);
    // Under the lock, so that its end comes after its entry.
    let mut book = core.lock();
    let task = tokio::spawn(start).abort_handle();
    book.starts.insert(run, task);
}

async fn start(connector: Arc<Connector>, guard: Guard) {
    let (verified, tally) = (&connector.verified, &connector.tally.connector);
    let begun = Instant::now();
    let started = caught_in(start_and_connect(verified, &connector.launch)).await;
    let outcome = match started {
        Ok(outcome) => outcome,
        Err(panicked) => {
            let cause = StartCause::Panicked(panicked.0);
            Err(StartError::before(verified, cause))
        }
    };
    let Some((host, place, run)) = guard.disarm() else {
        return;
    };
    let took = begun.elapsed();
    match &outcome {
        Ok(_) => tally.started(took),
        Err(_) => tally.start_failed(),
    }
    let name = if outcome.is_ok() { "ok" } else { "failed" };
    Span::current()
        .record("outcome", name)
        .record("duration_ms", milliseconds(took));
    // Without a host the client is dropped, and the process killed.
    let Some(core) = host.upgrade() else { return };
    match outcome {
        Ok(client) => {
            tokio::spawn(watch(host, place, run, client.over()));
            core.act(|book, now| {
                book.starts.remove(&run);
                book.pool.started(now, place, run, client);
            });
        }
        Err(error) => {
            tracing::debug!(connector = %verified.key(), %error, "the plugin did not start");
            core.act(|book, now| {
                book.starts.remove(&run);
                book.pool.failed(now, place, run, &Arc::new(error));
            });
        }
    }
}

async fn start_and_connect(
    verified: &Verified,
    launch: &Launch,
) -> Result<Arc<Client>, StartError> {
    let started = spawn::start(verified, launch).await?;
    let client = connect(verified, started, CONNECT_TIMEOUT).await?;
    Span::current().record("process", client.process_id());
    tracing::debug!(connector = %verified.key(), process = client.process_id(), "the plugin runs");
    Ok(Arc::new(client))
}

/// Tells when the process dies, so that this counts and a warm one comes back.
async fn watch(core: Weak<Core>, place: PlaceId, run: Run, over: impl Future<Output = ()>) {
    over.await;
    if let Some(core) = core.upgrade() {
        core.act(|book, now| book.pool.died(now, place, run));
    }
}

/// Asks a process how it is.
pub(super) fn probe(core: &Arc<Core>, place: PlaceId, run: Run, client: Arc<Client>) {
    let (limit, gone) = (core.times.health, core.changed.subscribe());
    let core = Arc::downgrade(core);
    tokio::spawn(async move {
        let answer = tokio::select! {
            answer = client.probe(limit) => answer,
            () = super::closed(gone) => return,
        };
        drop(client);
        if let Some(core) = core.upgrade() {
            core.act(|book, now| book.pool.probed(now, place, run, answer));
        }
    });
}

/// Tells when a start was given up, or is gone with its runtime.
struct Guard(Option<(Weak<Core>, PlaceId, Run)>);

impl Guard {
    /// The start came to its end.
    fn disarm(mut self) -> Option<(Weak<Core>, PlaceId, Run)> {
        self.0.take()
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        let Some((core, place, run)) = self.0.take() else {
            return;
        };
        if let Some(core) = core.upgrade() {
            if let Some(connector) = core.connector(place) {
                connector.tally.connector.start_abandoned();
            }
            core.act(|book, now| {
                book.starts.remove(&run);
                book.pool.lost(now, place, run);
            });
        }
    }
}
