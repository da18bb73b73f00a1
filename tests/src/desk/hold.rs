//! Answers that are held back.

use std::sync::Arc;

use tokio::sync::Semaphore;

/// Requests whose answers are held back until the test lets them go.
#[derive(Clone, Debug)]
pub struct Hold(Arc<Content>);

#[derive(Debug)]
struct Content {
    part: String,
    // One permit for each request that arrived or was abandoned.
    arrived: Semaphore,
    abandoned: Semaphore,
    // Closed once the answers may go.
    door: Semaphore,
}

impl Hold {
    pub(super) fn new(part: &str) -> Self {
        Self(Arc::new(Content {
            part: part.to_owned(),
            arrived: Semaphore::new(0),
            abandoned: Semaphore::new(0),
            door: Semaphore::new(0),
        }))
    }

    pub(super) fn matches(&self, line: &str) -> bool {
        line.contains(&self.0.part)
    }

    /// Begins to hold a request back.
    pub(super) fn enter(&self) -> Waiting {
        self.0.arrived.add_permits(1);
        Waiting(Some(Arc::clone(&self.0)))
    }

    /// Waits until one more request is held back.
    pub async fn arrived(&self) {
        one(&self.0.arrived).await;
    }

    /// Waits until one more caller of a request that is held back has hung up.
    pub async fn abandoned(&self) {
        one(&self.0.abandoned).await;
    }

    /// Lets all answers go, now and later.
    pub fn release(&self) {
        self.0.door.close();
    }
}

async fn one(count: &Semaphore) {
    count.acquire().await.unwrap().forget();
}

/// A request that is held back. Dropped before it may pass, its caller has hung up.
pub(super) struct Waiting(Option<Arc<Content>>);

impl Waiting {
    /// Waits until the answer may go.
    pub(super) async fn pass(&mut self) {
        if let Some(content) = &self.0 {
            let _closed = content.door.acquire().await;
        }
        self.0 = None;
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        if let Some(content) = &self.0 {
            content.abandoned.add_permits(1);
        }
    }
}
