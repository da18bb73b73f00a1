use std::sync::Arc;

use tokio::sync::watch;

use crate::guard::{Panicked, caught_in};

/// Whether the host panicked over what came over a connection. What shares the connection may be broken from then
/// on: its calls end, and so does the plugin.
#[derive(Clone, Debug)]
pub(crate) struct Fault(Arc<watch::Sender<Option<Panicked>>>);

impl Default for Fault {
    fn default() -> Self {
        Self(Arc::new(watch::Sender::new(None)))
    }
}

impl Fault {
    /// The panic, if there was one.
    pub(crate) fn panicked(&self) -> Option<Panicked> {
        self.0.borrow().clone()
    }

    /// Waits for it.
    pub(crate) fn wait(&self) -> impl Future<Output = Panicked> + Send + 'static {
        let mut panicked = self.0.subscribe();
        async move {
            let told = panicked.wait_for(Option::is_some).await;
            let told = told.ok().and_then(|told| told.clone());
            match told {
                Some(panicked) => panicked,
                // The connection is gone, which is told otherwise.
                None => std::future::pending().await,
            }
        }
    }

    /// Does work that reads what comes over the connection.
    ///
    /// # Errors
    ///
    /// The panic that ended this work, or other work on the connection meanwhile.
    pub(crate) async fn guard<T>(&self, work: impl Future<Output = T>) -> Result<T, Panicked> {
        tokio::select! {
            biased;
            done = caught_in(work) => done.map_err(|panicked| self.tell(panicked)),
            panicked = self.wait() => Err(panicked),
        }
    }

    /// Notes a panic; gives the first, of which later ones only follow.
    fn tell(&self, panicked: Panicked) -> Panicked {
        let mut first = panicked.clone();
        self.0.send_if_modified(|told| match told {
            Some(told) => {
                first = told.clone();
                false
            }
            None => {
                *told = Some(panicked);
                true
            }
        });
        first
    }
}

#[cfg(test)]
mod tests {
    use std::future::pending;

    use super::*;

    #[tokio::test]
    async fn r2_panic_ends_all_work_on_the_connection() {
        let fault = Fault::default();
        assert_eq!(fault.guard(async { 7 }).await, Ok(7));
        assert_eq!(fault.panicked(), None);
        let other = fault.clone();
        let waiting = tokio::spawn(async move { other.guard(pending::<()>()).await });
        let own = fault.guard(async { panic!("boom") }).await;
        let boom = Err::<(), _>(Panicked("boom".to_owned()));
        assert_eq!((own, waiting.await.unwrap()), (boom.clone(), boom));
        assert_eq!(fault.wait().await, fault.panicked().unwrap());
    }
}
