//! The tasks that end a process.

use std::sync::{Arc, Weak};

use tokio::time::Instant;
use tracing::{Instrument, Span, field};

use super::core::{Connector, Core};
use super::observed::milliseconds;
use super::pool::{PlaceId, Run};
use crate::client::Client;
use crate::metrics::StopReason;

/// Ends a process and tells once it is gone. The host's end cuts the grace time short.
pub(super) fn spawn(
    core: &Arc<Core>,
    place: PlaceId,
    run: Run,
    client: Arc<Client>,
    reason: StopReason,
) {
    let connector = core.connector(place);
    if let Some(connector) = &connector {
        connector.tally.connector.stopping(reason);
    }
    let span = span(connector.as_deref(), client.process_id(), reason);
    let (grace, gone) = (core.times.grace, core.changed.subscribe());
    let guard = Guard {
        core: Arc::downgrade(core),
        place,
        run,
    };
    let stopping = async move {
        let _guard = guard;
        // Dropped before the guard tells.
        let client = client;
        let stop = async {
            // What is dead, hangs or cannot be reached is not asked.
            match reason.is_failure() {
                false => client.stop(grace).await,
                true => client.end().await,
            }
        };
        let begun = Instant::now();
        let outcome = tokio::select! {
            exit = stop => exit.map_or_else(|| "not seen".to_owned(), |exit| exit.to_string()),
            () = super::closed(gone) => {
                client.kill();
                "killed".to_owned()
            }
        };
        Span::current()
            .record("outcome", outcome)
            .record("duration_ms", milliseconds(begun.elapsed()));
    };
    tokio::spawn(stopping.instrument(span));
}

fn span(connector: Option<&Connector>, process: u32, reason: StopReason) -> Span {
    tracing::info_span!(
        target: "wick::host",
        parent: None,
        "stop",
        connector = connector.map(|connector| field::display(connector.verified.key())),
        process,
        reason = reason.name(),
        outcome = field::Empty,
        duration_ms = field::Empty,
    )
}

struct Guard {
    core: Weak<Core>,
    place: PlaceId,
    run: Run,
}

impl Drop for Guard {
    fn drop(&mut self) {
        if let Some(core) = self.core.upgrade() {
            core.act(|book, now| book.pool.stopped(now, self.place, self.run));
        }
    }
}

impl Core {
    /// Ends one connector's process and waits until it is gone.
    pub(super) async fn stop(self: &Arc<Self>, place: PlaceId) {
        let mut changed = self.changed.subscribe();
        let run = self.act(|book, now| {
            book.pool.stop(now, place);
            book.pool.run(place)
        });
        while run.is_some() && self.lock().pool.run(place) == run {
            self.ensure_keeper();
            let _ = changed.changed().await;
        }
    }

    /// Ends all processes and waits until they are gone.
    pub(super) async fn close(self: &Arc<Self>) {
        let mut changed = self.changed.subscribe();
        self.act(|book, now| book.pool.close(now));
        self.attachments.let_go();
        while !self.lock().pool.is_empty() {
            self.ensure_keeper();
            let _ = changed.changed().await;
        }
    }
}
