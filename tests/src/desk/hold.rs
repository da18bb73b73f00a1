//! Answers that are held back.

use std::sync::Arc;

use tokio::sync::{Notify, Semaphore};

/// Requests whose answers are held back until the test lets them go.
#[derive(Clone, Debug)]
pub struct Hold(Arc<Content>);

#[derive(Debug)]
struct Content {
    part: String,
    arrived: Notify,
    abandoned: Notify,
    // Closed once the answers may go.
    door: Semaphore,
}

impl Hold {
    pub(super) fn new(part: &str) -> Self {
        Self(Arc::new(Content {
            part: part.to_owned(),
            arrived: Notify::new(),
            abandoned: Notify::new(),
            door: Semaphore::new(0),
        }))
    }

    pub(super) fn matches(&self, line: &str) -> bool {
        line.contains(&self.0.part)
    }

    /// Waits until the answer may go. Dropped before, its caller has hung up.
    pub(super) async fn pass(&self) {
        let waiting = Waiting(&self.0);
        self.0.arrived.notify_one();
        let _closed = self.0.door.acquire().await;
        std::mem::forget(waiting);
    }

    /// Waits until a request is held back.
    pub async fn arrived(&self) {
        self.0.arrived.notified().await;
    }

    /// Waits until the caller of a request that is held back has hung up.
    pub async fn abandoned(&self) {
        self.0.abandoned.notified().await;
    }

    /// Lets all answers go, now and later.
    pub fn release(&self) {
        self.0.door.close();
    }
}

struct Waiting<'a>(&'a Content);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.abandoned.notify_one();
    }
}
