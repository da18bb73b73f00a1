//! Which version of which connector serves.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Weak};

use tokio::sync::watch;
use wick_proto::ConnectorKey;

use super::core::{Connector, Core};
use super::pool::PlaceId;
use crate::error::CallError;

/// The connectors by key, and all versions that still have a process, by place.
#[derive(Debug, Default)]
pub(super) struct Registry {
    versions: HashMap<PlaceId, Arc<Connector>>,
    serving: BTreeMap<String, PlaceId>,
    /// What is there and must not run, and so does not serve.
    disabled: BTreeSet<ConnectorKey>,
}

impl Registry {
    /// All serve; the index is the place in the pool.
    pub(super) fn new(connectors: Vec<Connector>, disabled: BTreeSet<ConnectorKey>) -> Self {
        let mut registry = Self {
            disabled,
            ..Self::default()
        };
        for (place, connector) in connectors.into_iter().enumerate() {
            let connector = Arc::new(connector);
            registry.add(place, connector.clone());
            registry.serve(place, &connector);
        }
        registry
    }

    /// A version that nobody calls yet.
    pub(super) fn add(&mut self, place: PlaceId, connector: Arc<Connector>) {
        self.versions.insert(place, connector);
    }

    /// Calls of the connector go to this version from now on.
    pub(super) fn serve(&mut self, place: PlaceId, connector: &Connector) {
        let key = connector.verified.key().to_string();
        self.serving.insert(key, place);
    }

    /// There is no such connector from now on.
    pub(super) fn remove(&mut self, key: &str) {
        self.serving.remove(key);
    }

    /// These must not run, and no others. Whoever calls them is told so.
    pub(super) fn disable(&mut self, disabled: BTreeSet<ConnectorKey>) {
        for key in &disabled {
            self.serving.remove(key.as_str());
        }
        self.disabled = disabled;
    }

    /// What must not run, sorted by key.
    pub(super) fn disabled(&self) -> Vec<ConnectorKey> {
        self.disabled.iter().cloned().collect()
    }

    /// The connectors that may be called, sorted by key.
    pub(super) fn serving(&self) -> Vec<(PlaceId, Arc<Connector>)> {
        let versions = self.serving.values().filter_map(|place| {
            let connector = self.versions.get(place)?;
            Some((*place, connector.clone()))
        });
        versions.collect()
    }

    fn find(&self, key: &str) -> Result<(PlaceId, Arc<Connector>), CallError> {
        let place = self.serving.get(key);
        let found = place.and_then(|place| Some((*place, self.versions.get(place)?.clone())));
        found.ok_or_else(|| {
            let disabled = self.disabled.iter().find(|found| found.as_str() == key);
            match disabled.cloned() {
                Some(connector) => CallError::Disabled { connector },
                None => CallError::UnknownConnector(key.to_owned()),
            }
        })
    }
}

impl Core {
    /// The version of a connector that serves.
    pub(super) fn find(&self, key: &str) -> Result<(PlaceId, Arc<Connector>), CallError> {
        self.look(|registry| registry.find(key))
    }

    /// The version in a place.
    pub(super) fn connector(&self, place: PlaceId) -> Option<Arc<Connector>> {
        self.look(|registry| registry.versions.get(&place).cloned())
    }

    /// Ends a version that serves no longer; calls in flight may finish first. Its open binary is let go of
    /// with its last process.
    pub(super) fn retire(self: &Arc<Self>, place: PlaceId) {
        let changed = self.changed.subscribe();
        self.ensure_keeper();
        self.act(|book, now| book.pool.retire(now, place));
        tokio::spawn(forget(Arc::downgrade(self), place, changed));
    }
}

async fn forget(core: Weak<Core>, place: PlaceId, mut changed: watch::Receiver<()>) {
    loop {
        {
            let Some(core) = core.upgrade() else { return };
            let is_gone = core.lock().pool.run(place).is_none();
            if is_gone {
                core.enter(|registry| registry.versions.remove(&place));
                return;
            }
        }
        if changed.changed().await.is_err() {
            return;
        }
    }
}
