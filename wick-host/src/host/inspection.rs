//! What other processes may see of a host.

use std::path::{Path, PathBuf};

use super::Host;

#[cfg(unix)]
pub(super) use crate::inspect::Listening as Inspection;

/// There is none where there are no Unix sockets.
#[cfg(not(unix))]
#[derive(Debug)]
pub(super) enum Inspection {}

impl Host {
    /// Listens in the directory of sockets, or says why not.
    #[cfg(unix)]
    pub(super) fn make_inspectable(&self, sockets: &Path, plugins: Option<PathBuf>) {
        use std::error::Error as _;
        use std::sync::Arc;

        use tokio::time::Instant;

        use crate::inspect::Report;

        if tokio::runtime::Handle::try_current().is_err() {
            tracing::warn!("the host cannot be looked into: it was made outside of a runtime");
            return;
        }
        let opened = Instant::now();
        let shared = Arc::downgrade(&self.shared);
        let report = move || {
            let host = Self::unwatched(shared.upgrade()?);
            let age = opened.elapsed().as_secs_f64();
            let status = serde_json::to_value(host.status()).ok()?;
            Some(Report::new(age, plugins.clone(), status, host.metrics()))
        };
        match Inspection::begin(sockets, report) {
            Ok(listening) => drop(self.shared.inspection.set(listening)),
            Err(error) => tracing::warn!(
                hint = error.hint(),
                source = error.source(),
                "the host cannot be looked into: {error}"
            ),
        }
    }

    /// There are no Unix sockets.
    #[cfg(not(unix))]
    pub(super) fn make_inspectable(&self, _: &Path, _: Option<PathBuf>) {
        tracing::warn!("the host cannot be looked into: this system has no Unix sockets");
    }
}
