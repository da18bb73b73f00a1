//! Takes up what changed in the directory of plugins, without losing a call.

use std::path::PathBuf;
use std::sync::Arc;

use tokio::sync::{Mutex, broadcast};
use tokio::time::Instant;
use tracing::{Instrument, field};

use super::change::{Change, chain};
use super::connector_change::{ConnectorChange, KeptReason, Outcome};
use super::core::{Connector, Core};
use super::observed::milliseconds;
use super::pool::PlaceId;
use super::seen::{Found, Seen, Version};
use super::{Host, HostBuilder, OpenError};
use crate::load::{Admission, Loaded, Problem, load};
use crate::spawn::Launch;
use crate::verify::Verified;

/// Changes that a receiver of [`Host::changes`] may be behind.
const BACKLOG: usize = 256;

/// What a reload did.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Reload {
    /// One for each connector that changed, sorted by key; those that were disabled come first, and those that are
    /// gone last.
    pub changes: Vec<ConnectorChange>,
    /// What is not used, or is odd, and belongs to no connector that serves.
    pub problems: Vec<Arc<Problem>>,
}

/// What reloading needs to know about its host.
#[derive(Debug)]
pub(super) struct Reloading {
    /// The directory and what of it may run; a host of single plugins has none.
    source: Option<(PathBuf, Admission)>,
    settings: HostBuilder,
    launch: Arc<Launch>,
    /// Guards that one reload runs at a time.
    turn: Mutex<Seen>,
    changes: broadcast::Sender<Change>,
}

impl Reloading {
    pub(super) fn new(
        source: Option<(PathBuf, Admission)>,
        settings: HostBuilder,
        launch: Arc<Launch>,
        seen: Seen,
    ) -> Self {
        Self {
            source,
            settings,
            launch,
            turn: Mutex::new(seen),
            changes: broadcast::channel(BACKLOG).0,
        }
    }
}

impl Host {
    /// Looks at the directory of plugins again and takes up what changed: manifests as well as binaries, and
    /// what was enabled or disabled. What did not change is left alone.
    ///
    /// A new version is verified like all, started and asked how it is. Only then calls go to it, while those
    /// in flight finish on the old one, within the time for [draining](HostBuilder::drain). One that fails any of
    /// that leaves the old one serving. During the trial there may be one process more than
    /// [allowed](HostBuilder::max_processes). New connectors are started by their first call; connectors
    /// whose directory is gone take no more calls.
    ///
    /// Returns when all new versions serve or were refused, and does not wait for the ends of the old
    /// ones. Reloads run one after another. A host of [single plugins](HostBuilder::of) has nothing to reload.
    ///
    /// # Errors
    ///
    /// Those of [`open`](Self::open); nothing has changed then.
    pub async fn reload(&self) -> Result<Reload, OpenError> {
        let mut seen = self.shared.reloading.turn.lock().await;
        let reload = async {
            let Some(loaded) = self.load_again().await? else {
                return Ok(Reload::default());
            };
            seen.error = None;
            // Whoever asks wants another trial.
            seen.failed.clear();
            Ok(self.take_all_up(loaded, &mut seen).await)
        };
        self.observe(reload).await
    }

    /// The same if anything changed since the last look, but that nobody gets what comes of it otherwise than from
    /// [`changes`](Self::changes). Says whether it could look.
    #[cfg(feature = "watch")]
    pub(super) async fn look_again(&self) -> bool {
        let reloading = &self.shared.reloading;
        let mut seen = reloading.turn.lock().await;
        match self.load_again().await {
            Ok(Some(loaded)) => {
                seen.error = None;
                if Found::of(&loaded) != seen.found {
                    let reload = async { Ok(self.take_all_up(loaded, &mut seen).await) };
                    let _ = self.observe(reload).await;
                }
                true
            }
            Ok(None) => true,
            Err(failure) => {
                let text = chain(&failure);
                if seen.error.replace(text.clone()) != Some(text.clone()) {
                    tracing::warn!(error = text, "the directory of plugins cannot be looked at");
                    self.shared.core.tallies.reload_failed();
                    let failure = Arc::new(failure);
                    let _ = reloading.changes.send(Change::Failure { failure });
                }
                false
            }
        }
    }

    /// Shows and counts a reload.
    async fn observe(
        &self,
        reload: impl Future<Output = Result<Reload, OpenError>>,
    ) -> Result<Reload, OpenError> {
        let span = tracing::info_span!(
            target: "wick::host",
            "reload",
            changes = field::Empty,
            outcome = field::Empty,
            duration_ms = field::Empty,
        );
        let begun = Instant::now();
        let reload = reload.instrument(span.clone()).await;
        let tallies = &self.shared.core.tallies;
        let outcome = match &reload {
            Ok(reload) => {
                let changes = reload.changes.iter();
                tallies.reloaded(changes.map(|change| change.outcome.name()));
                span.record("changes", reload.changes.len());
                "ok"
            }
            Err(_) => {
                tallies.reload_failed();
                "failed"
            }
        };
        span.record("outcome", outcome)
            .record("duration_ms", milliseconds(begun.elapsed()));
        reload
    }

    /// What there is now, unless it is a host of single plugins.
    async fn load_again(&self) -> Result<Option<Loaded>, OpenError> {
        let Some((directory, admission)) = self.shared.reloading.source.clone() else {
            return Ok(None);
        };
        let path = directory.clone();
        // Hashing tens of megabytes would hold up everything else on this thread.
        let loaded = tokio::task::spawn_blocking(move || load(&path, &admission)).await;
        let loaded = loaded.map_err(|error| OpenError::Directory {
            path: directory,
            source: error.into(),
        })?;
        loaded.map(Some)
    }

    async fn take_all_up(&self, loaded: Loaded, seen: &mut Seen) -> Reload {
        let found = Found::of(&loaded);
        let Loaded {
            plugins,
            disabled,
            mut problems,
        } = loaded;
        let core = &self.shared.core;
        let mut before = core.look(super::registry::Registry::serving);
        // First of all: what must not run is not called while others are tried out.
        core.enter(|registry| registry.disable(disabled.clone()));
        let mut changes = Vec::new();
        let is_disabled =
            |old: &mut (PlaceId, Arc<Connector>)| disabled.contains(old.1.verified.key());
        for (place, old) in before.extract_if(.., is_disabled) {
            core.retire(place);
            let (key, was) = (old.verified.key(), Some(old.verified.manifest().clone()));
            let change = ConnectorChange::new(key, was, None, Outcome::Disabled).await;
            changes.push(self.tell(change));
        }
        for plugin in plugins {
            let old = before
                .iter()
                .position(|(_, old)| old.verified.key() == plugin.key())
                .map(|index| before.remove(index));
            let version = Version::of(&plugin);
            if seen.failed.contains(&version) {
                continue;
            }
            if let Some(change) = self.take_up(old, plugin).await {
                if matches!(change.outcome, Outcome::Kept(_)) {
                    seen.failed.push(version);
                }
                changes.push(self.tell(change));
            }
        }
        for (place, old) in before {
            let concerns = |problem: &mut Problem| problem.concerns(&old.verified);
            let problem = problems.extract_if(.., concerns).next();
            let change = self.miss(place, &old.verified, problem).await;
            changes.push(self.tell(change));
        }
        let problems: Vec<_> = problems.into_iter().map(Arc::new).collect();
        for problem in &problems {
            if !seen.found.has(problem) {
                tracing::warn!(problem = chain(problem), "a plugin is not used, or is odd");
                let problem = problem.clone();
                let _ = self
                    .shared
                    .reloading
                    .changes
                    .send(Change::Problem { problem });
            }
        }
        // At the end: a reload that is dropped on its way has seen nothing.
        seen.found = found;
        Reload { changes, problems }
    }

    /// What reloads do and find from now on, whoever asks for them.
    pub fn changes(&self) -> broadcast::Receiver<Change> {
        self.shared.reloading.changes.subscribe()
    }

    /// Takes up a plugin that was found, unless it is the one that serves.
    async fn take_up(
        &self,
        old: Option<(PlaceId, Arc<Connector>)>,
        plugin: Verified,
    ) -> Option<ConnectorChange> {
        let core = &self.shared.core;
        let Some((place, old)) = old else {
            let (key, is) = (plugin.key().clone(), Some(plugin.manifest().clone()));
            let change = ConnectorChange::new(&key, None, is, Outcome::Added).await;
            let (place, added) = self.add(plugin);
            let is_warm = self.shared.reloading.settings.is_warm(change.key.as_str());
            core.enter(|registry| registry.serve(place, &added));
            core.ensure_keeper();
            core.act(|book, now| book.pool.admit(now, place, is_warm));
            return Some(change);
        };
        if old.verified.is_same(&plugin) {
            return None;
        }
        let [was, is] = [&old.verified, &plugin].map(|version| Some(version.manifest().clone()));
        let key = plugin.key().clone();
        let mut change = ConnectorChange::new(&key, was, is, Outcome::Switched).await;
        if let Err(reason) = self.switch(place, plugin).await {
            change.outcome = Outcome::Kept(reason);
        }
        Some(change)
    }

    /// A connector that serves was not found, or is not fit to.
    async fn miss(
        &self,
        place: PlaceId,
        old: &Verified,
        problem: Option<Problem>,
    ) -> ConnectorChange {
        let was = Some(old.manifest().clone());
        if let Some(problem) = problem {
            let kept = Outcome::Kept(KeptReason::Refused(Arc::new(problem)));
            return ConnectorChange::new(old.key(), was, None, kept).await;
        }
        let core = &self.shared.core;
        // First it is not found, then it ends: who asks in between is not told to ask again for ever.
        core.enter(|registry| registry.remove(old.key().as_str()));
        core.retire(place);
        ConnectorChange::new(old.key(), was, None, Outcome::Removed).await
    }

    /// Tries a new version out, and has it serve if it is good.
    async fn switch(&self, old: PlaceId, plugin: Verified) -> Result<(), KeptReason> {
        let core = &self.shared.core;
        let key = plugin.key().clone();
        let (place, connector) = self.add(plugin);
        let trial = Trial(Some((core.clone(), place)));
        let lease = core.try_out(place, &key).await;
        let lease = lease.map_err(|error| KeptReason::Start(Arc::new(error)))?;
        let health = lease.probe(core.times.health).await;
        health.map_err(KeptReason::Unhealthy)?;
        trial.passed();
        core.enter(|registry| registry.serve(place, &connector));
        core.act(|book, now| book.pool.replace(now, old, place));
        core.retire(old);
        Ok(())
    }

    fn add(&self, plugin: Verified) -> (PlaceId, Arc<Connector>) {
        let (core, reloading) = (&self.shared.core, &self.shared.reloading);
        let key = plugin.key().to_string();
        let settings = &reloading.settings;
        let connector = settings.connector(plugin, &reloading.launch, &core.tallies);
        let connector = Arc::new(connector);
        let place = core.act(|book, _| book.pool.add(key));
        core.enter(|registry| registry.add(place, connector.clone()));
        (place, connector)
    }

    fn tell(&self, change: ConnectorChange) -> ConnectorChange {
        match &change.outcome {
            Outcome::Kept(reason) => {
                let reason = chain(reason);
                tracing::warn!(connector = %change.key, reason, "the old version serves on");
            }
            outcome => tracing::info!(
                connector = %change.key,
                from = change.from,
                to = change.to,
                worst = change.diff.worst().map(tracing::field::display),
                ?outcome,
                "reloaded"
            ),
        }
        // Nobody has to listen.
        let told = Change::Connector(change.clone());
        let _ = self.shared.reloading.changes.send(told);
        change
    }
}

/// A version that is tried out; it is ended unless it passes, also when nobody waits for that any more.
struct Trial(Option<(Arc<Core>, PlaceId)>);

impl Trial {
    fn passed(mut self) {
        self.0 = None;
    }
}

impl Drop for Trial {
    fn drop(&mut self) {
        if let Some((core, place)) = self.0.take() {
            core.retire(place);
        }
    }
}
