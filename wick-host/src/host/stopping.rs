//! The tasks that end a process.

use std::sync::{Arc, Weak};

use super::core::Core;
use super::pool::{Ending, PlaceId, Run};
use crate::client::Client;

/// Ends a process and tells once it is gone. The host's end cuts the grace time short.
pub(super) fn spawn(
    core: &Arc<Core>,
    place: PlaceId,
    run: Run,
    client: Arc<Client>,
    ending: Ending,
) {
    let (grace, gone) = (core.times.grace, core.changed.subscribe());
    let guard = Guard {
        core: Arc::downgrade(core),
        place,
        run,
    };
    tokio::spawn(async move {
        let _guard = guard;
        // Dropped before the guard tells.
        let client = client;
        let stop = async {
            match ending {
                Ending::Graceful => client.stop(grace).await,
                Ending::Kill => client.end().await,
            }
        };
        tokio::select! {
            _ = stop => {}
            () = super::closed(gone) => client.kill(),
        }
    });
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
