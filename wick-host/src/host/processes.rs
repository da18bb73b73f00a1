use futures_util::future::join_all;
use wick_proto::ConnectorKey;

use super::attached::Attached;
use super::{Host, Status};
use crate::error::CallError;
use crate::metrics::{Metrics, Now};

/// The processes of the plugins.
impl Host {
    /// Starts the connector's process, unless it runs, and returns its id; or that of the process under a debugger
    /// that takes its calls.
    ///
    /// # Errors
    ///
    /// That it did not start, or that there is no such connector.
    pub async fn start(&self, connector: &str) -> Result<u32, CallError> {
        Ok(self.lease(connector).await?.process_id())
    }

    /// Starts the warm set and waits until all of it runs or failed. From now on it is kept running: what
    /// dies is started again. [`open`](Self::open) does the same without waiting.
    ///
    /// Returns what did not start; that is tried again.
    pub async fn warm_up(&self) -> Vec<(ConnectorKey, CallError)> {
        let core = &self.shared.core;
        core.ensure_keeper();
        core.act(|book, now| book.pool.warm_up(now));
        let warm = core.lock().pool.warm();
        let warm = warm.into_iter().filter_map(|place| core.connector(place));
        let starts = warm.map(async |connector| {
            let key = connector.verified.key().clone();
            let failure = core.lease(key.as_str()).await.err()?;
            Some((key, failure))
        });
        join_all(starts).await.into_iter().flatten().collect()
    }

    /// The id of the process that takes the connector's calls, if one runs.
    pub fn process_id(&self, connector: &str) -> Option<u32> {
        let core = &self.shared.core;
        let place = core.find(connector).ok()?.0;
        let attached = |attached: &Attached| attached.client.process_id();
        if let Some(process) = core.attachments.attached(connector, attached) {
            return Some(process);
        }
        let book = core.lock();
        Some(book.pool.process(place)?.process_id())
    }

    /// What all plugins do at the moment.
    pub fn status(&self) -> Status {
        self.shared.core.status()
    }

    /// What was counted since the host was opened, and how it stands at the moment.
    pub fn metrics(&self) -> Metrics {
        let status = self.status();
        let mut metrics = self.shared.core.tallies.read(status.pool);
        for connector in &mut metrics.connectors {
            let now = status.connectors.iter();
            let mut now = now.filter(|status| status.key.as_str() == connector.key);
            connector.now = now.next().map(Now::of);
        }
        metrics
    }

    /// Ends one connector's process and waits until it is gone: it takes no more calls, those in flight may
    /// finish within the time for that, it is asked to end, and killed after the grace time. A later call,
    /// which may come at once, waits for that and starts a new process. One under a debugger is left alone.
    ///
    /// # Errors
    ///
    /// That there is no such connector.
    pub async fn stop(&self, connector: &str) -> Result<(), CallError> {
        let place = self.shared.core.find(connector)?.0;
        self.shared.core.stop(place).await;
        Ok(())
    }

    /// Forgets the failures of a connector, so that its next call may start it at once.
    ///
    /// # Errors
    ///
    /// That there is no such connector.
    pub fn reset(&self, connector: &str) -> Result<(), CallError> {
        let place = self.shared.core.find(connector)?.0;
        self.shared
            .core
            .act(|book, now| book.pool.reset(now, place));
        Ok(())
    }

    /// Ends all processes and waits until they are gone, each as [`stop`](Self::stop) does, all at once. Nothing is
    /// watched any more.
    /// Later calls, and those that wait for a process, fail with [`CallError::ShuttingDown`].
    ///
    /// Once begun, it goes on if the future is dropped, for as long as a copy of the host is there.
    pub async fn shutdown(&self) {
        #[cfg(feature = "watch")]
        if let Some(watching) = &self.watching {
            watching.end();
        }
        self.shared.core.close().await;
    }
}
