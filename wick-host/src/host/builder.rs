mod attaching;
mod trust;

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use wick_proto::limits;

use super::attached::Attachments;
use super::core::{Connector, Core, Times};
use super::pool::{Pool, Random, Rules};
use super::registry::Registry;
use super::reload::Reloading;
use super::seen::Seen;
use super::turns::Turns;
use super::{CallLimits, Host, OpenError, Shared};
use crate::execution::{self, Execution, Programs};
use crate::limits::PluginLimits;
use crate::load::{Admission, Loaded, load};
use crate::metrics::Tallies;
use crate::policy::TrustPolicy;
use crate::spawn::{Encryption, Environment, Launch};
use crate::verify::Verified;

/// More often, and a plugin would work for its health alone.
const MIN_HEALTH_INTERVAL: Duration = Duration::from_millis(100);

/// Settings for a [`Host`].
///
/// ```no_run
/// use std::time::Duration;
/// use wick_host::{Host, SignatureRequirement, TrustPolicy};
///
/// # async fn open() -> Result<Host, Box<dyn std::error::Error>> {
/// let trust = TrustPolicy::from_environment(|name| std::env::var(name).ok())?
///     .with_signature(SignatureRequirement::Required);
/// let host = Host::builder()
///     .trust(trust)
///     .call_timeout(Duration::from_secs(30))
///     .open("/var/lib/app/plugins")
///     .await?;
/// # Ok(host)
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct HostBuilder {
    trust: Option<TrustPolicy>,
    admission: Admission,
    execution: Execution,
    copies: Option<PathBuf>,
    environment: Option<Environment>,
    encryption: Encryption,
    socket_directory: Option<PathBuf>,
    start_timeout: Duration,
    limits: CallLimits,
    times: Times,
    rules: Rules,
    pub(super) warm: BTreeSet<String>,
    plugin_limits: Option<PluginLimits>,
    own_limits: BTreeMap<String, PluginLimits>,
    attached: BTreeMap<String, PathBuf>,
    attaches_despite_policy: bool,
    inspectable: Option<PathBuf>,
    #[cfg(feature = "watch")]
    watch: Option<super::Watch>,
}

impl Default for HostBuilder {
    fn default() -> Self {
        Self {
            trust: None,
            admission: Admission::default(),
            execution: Execution::available(),
            copies: None,
            environment: None,
            encryption: Encryption::default(),
            socket_directory: None,
            start_timeout: limits::START_TIMEOUT,
            limits: CallLimits {
                // The reference's time for an operation.
                time: Duration::from_secs(180),
                result_bytes: 256 << 20,
            },
            times: Times {
                grace: limits::STOP_GRACE,
                queue: Duration::from_secs(10),
                health: Duration::from_secs(10),
            },
            rules: Rules {
                max_processes: Some(8),
                queue_length: 256,
                queue_timeout: Duration::from_secs(10),
                idle_timeout: Some(Duration::from_secs(300)),
                health_interval: None,
                drain: Duration::from_secs(5),
            },
            warm: BTreeSet::new(),
            plugin_limits: None,
            own_limits: BTreeMap::new(),
            attached: BTreeMap::new(),
            attaches_despite_policy: false,
            inspectable: None,
            #[cfg(feature = "watch")]
            watch: None,
        }
    }
}

impl HostBuilder {
    /// The environment of the plugins. By default [`Environment::standard`] of this process's.
    pub fn environment(mut self, environment: Environment) -> Self {
        self.environment = Some(environment);
        self
    }

    /// Whether to talk to plugins over TLS. By default so.
    pub fn encryption(mut self, encryption: Encryption) -> Self {
        self.encryption = encryption;
        self
    }

    /// Where the private directories of the plugins' sockets are made; it is made too, for this user only,
    /// if it is missing. By default the temporary directory, or `/tmp` where its path is too long.
    pub fn socket_directory(mut self, directory: impl Into<PathBuf>) -> Self {
        self.socket_directory = Some(directory.into());
        self
    }

    /// Time from starting a plugin to its handshake. By default 60 s. For its first answer after that
    /// it has as long again, and at most 10 s.
    pub fn start_timeout(mut self, limit: Duration) -> Self {
        self.start_timeout = limit;
        self
    }

    /// Time for a call, if the [`Call`](crate::Call) does not say otherwise. By default 3 minutes.
    pub fn call_timeout(mut self, limit: Duration) -> Self {
        self.limits.time = limit;
        self
    }

    /// Time that a plugin has to end after it was asked to. It is killed then. By default 2 s.
    pub fn stop_grace(mut self, limit: Duration) -> Self {
        self.times.grace = limit;
        self
    }

    /// Time that calls in flight have to finish before their plugin is asked to end. By default 5 s.
    pub fn drain(mut self, limit: Duration) -> Self {
        self.rules.drain = limit;
        self
    }

    /// Most processes that live at once, those that start or stop included; `None` is no limit. By
    /// default 8. 0 counts as 1.
    ///
    /// A call that needs one more has the least recently used process ended that has no call in flight
    /// and is not [warm](Self::warm), and waits in a queue while there is none.
    pub fn max_processes(mut self, processes: impl Into<Option<usize>>) -> Self {
        self.rules.max_processes = processes.into().map(|processes| processes.max(1));
        self
    }

    /// Time that a call waits for a place for its process, or for its turn where the calls at once are
    /// limited. By default 10 s.
    pub fn queue_timeout(mut self, limit: Duration) -> Self {
        self.rules.queue_timeout = limit;
        self.times.queue = limit;
        self
    }

    /// Most calls that wait for a place for their process. By default 256.
    pub fn queue_length(mut self, calls: usize) -> Self {
        self.rules.queue_length = calls;
        self
    }

    /// A process without a call for so long is ended; `None` is never. By default 5 minutes.
    pub fn idle_timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.rules.idle_timeout = limit.into();
        self
    }

    /// Connectors that are started at once, kept running, and never ended to make room.
    pub fn warm<K: Into<String>>(mut self, keys: impl IntoIterator<Item = K>) -> Self {
        self.warm = keys.into_iter().map(Into::into).collect();
        self
    }

    /// Asks each running plugin so often how it is, and kills one that gives no good answer within 10 s;
    /// `None` is never, the default.
    pub fn health_interval(mut self, interval: impl Into<Option<Duration>>) -> Self {
        let interval = interval.into();
        self.rules.health_interval = interval.map(|interval| interval.max(MIN_HEALTH_INTERVAL));
        self
    }

    /// Time for the answer to a health check. By default 10 s.
    pub fn health_timeout(mut self, limit: Duration) -> Self {
        self.times.health = limit;
        self
    }

    /// What each plugin may use at most, unless it has [limits of its own](Self::limits_of). By default
    /// what the variables `WICK_PLUGIN_RLIMIT_AS_MB`, `WICK_PLUGIN_RLIMIT_CPU_SEC` and
    /// `WICK_PLUGIN_RLIMIT_NOFILE` of the [plugins' environment](Self::environment) say, and without them
    /// [nothing](PluginLimits::none) is limited.
    pub fn plugin_limits(mut self, limits: PluginLimits) -> Self {
        self.plugin_limits = Some(limits);
        self
    }

    /// What one plugin may use at most.
    pub fn limits_of(mut self, connector: impl Into<String>, limits: PluginLimits) -> Self {
        self.own_limits.insert(connector.into(), limits);
        self
    }

    /// Lets other processes of this user see how the host stands, as `wick ps` does: it listens on a Unix socket
    /// in this directory, which is made if it is missing and must be this user's alone, and tells whoever
    /// connects its [status](Host::status) and [metrics](Host::metrics). `wick ps` looks in `run/hosts` of
    /// the directory that holds all that wick stores, `~/.wick` or `$WICK_DATA_DIR`.
    ///
    /// By default nobody can: a library opens no socket unasked. A host that cannot listen works all the same, and
    /// says so in a warning. It listens in the runtime in which it is made.
    pub fn inspectable(mut self, directory: impl Into<PathBuf>) -> Self {
        self.inspectable = Some(directory.into());
        self
    }

    /// Largest result in bytes that is kept in memory. By default 256 MiB. A streamed result has no
    /// limit.
    pub fn result_limit(mut self, bytes: usize) -> Self {
        self.limits.result_bytes = bytes;
        self
    }

    /// Watches the directory, and takes up by itself what changes in it. The directory need not be there yet.
    /// By default nothing is watched, and the host sees changes when it [reloads](Host::reload).
    ///
    /// It is watched from the async runtime in which the host is opened, until the host is gone or shut down.
    #[cfg(feature = "watch")]
    pub fn watch(mut self, watch: super::Watch) -> Self {
        self.watch = Some(watch);
        self
    }

    /// Whether there may be no directory yet.
    fn may_be_missing(&self) -> bool {
        #[cfg(feature = "watch")]
        let is_watched = self.watch.is_some();
        #[cfg(not(feature = "watch"))]
        let is_watched = false;
        is_watched
    }

    /// Scans the directory and verifies what is in it and is not disabled. Only the warm set is started,
    /// which is not waited for.
    ///
    /// The file of each plugin that may run stays open, as it is what is executed: for a thousand of them,
    /// the process needs room for a thousand files (`ulimit -n`).
    ///
    /// # Errors
    ///
    /// A directory that cannot be listed, an unreadable trust policy in this build, a file of disabled
    /// connectors that cannot be read, or a file of publishers that cannot be read or written. What is wrong with single plugins is in
    /// [`Host::problems`].
    pub async fn open(self, directory: impl AsRef<Path>) -> Result<Host, OpenError> {
        let policy = match self.trust.clone() {
            Some(policy) => policy,
            None => TrustPolicy::baked().map_err(OpenError::Policy)?,
        };
        let admission = Admission {
            policy,
            ..self.admission.clone()
        };
        let (path, checks) = (directory.as_ref().to_owned(), admission.clone());
        // Hashing tens of megabytes would hold up everything else on this thread.
        let loaded = tokio::task::spawn_blocking(move || load(&path, &checks)).await;
        let loaded = loaded.map_err(|error| OpenError::Directory {
            path: directory.as_ref().to_owned(),
            source: error.into(),
        })?;
        let (loaded, seen) = match loaded {
            Err(error) if self.may_be_missing() && error.is_missing() => {
                (Loaded::default(), Seen::missing(&error))
            }
            loaded => {
                let loaded = loaded?;
                let seen = Seen::of(&loaded);
                (loaded, seen)
            }
        };
        #[cfg(feature = "watch")]
        let watch = self.watch;
        let source = (directory.as_ref().to_owned(), admission);
        let host = self.host(loaded, Some(source), seen);
        #[cfg(feature = "watch")]
        let host = host.watched(directory.as_ref(), watch);
        let core = &host.shared.core;
        core.ensure_keeper();
        core.act(|book, now| book.pool.warm_up(now));
        Ok(host)
    }

    /// A host of plugins that were verified one by one; of several with one key, the last. Nothing is
    /// started yet. Reserved keys and publishers are for directories, and not looked at.
    pub fn of(self, plugins: impl IntoIterator<Item = Verified>) -> Host {
        let loaded = Loaded {
            plugins: plugins.into_iter().collect(),
            ..Loaded::default()
        };
        self.host(loaded, None, Seen::default())
    }

    fn host(self, loaded: Loaded, source: Option<(PathBuf, Admission)>, seen: Seen) -> Host {
        let Loaded {
            plugins,
            disabled,
            problems,
        } = loaded;
        let plugins = plugins
            .into_iter()
            .map(|plugin| (plugin.key().clone(), plugin));
        let plugins: BTreeMap<_, _> = plugins.collect();
        let launch = Arc::new(self.launch());
        let tallies = Tallies::default();
        let connectors: Vec<_> = plugins
            .into_values()
            .map(|verified| self.connector(verified, &launch, &tallies))
            .collect();
        self.warn_about_warm(&connectors);
        self.warn_about_attached(&connectors);
        let places = connectors.iter().map(|connector| {
            let key = connector.verified.key().to_string();
            let is_warm = self.is_warm(&key);
            (key, is_warm)
        });
        let pool = Pool::new(self.rules, places, random());
        let attachments = Attachments::new(self.attached.clone(), self.permission_to_attach());
        let (times, limits) = (self.times, self.limits);
        let execution = self.execution.or_available();
        let inspectable = self.inspectable.clone();
        let directory = source.as_ref().map(|(directory, _)| directory.clone());
        let registry = Registry::new(connectors, disabled);
        let host = Host::unwatched(Arc::new(Shared {
            core: Core::new(registry, tallies, times, attachments, pool),
            problems,
            limits,
            execution,
            reloading: Reloading::new(source, self, launch, seen),
            inspection: OnceLock::new(),
        }));
        if let Some(sockets) = inspectable {
            host.make_inspectable(&sockets, directory);
        }
        host
    }

    pub(super) fn connector(
        &self,
        verified: Verified,
        launch: &Arc<Launch>,
        tallies: &Tallies,
    ) -> Connector {
        let launch = match self.own_limits.get(verified.key().as_str()) {
            None => launch.clone(),
            Some(own) => Arc::new(Launch {
                limits: *own,
                ..Launch::clone(launch)
            }),
        };
        let limits = launch.limits;
        Connector {
            turns: limits
                .calls()
                .map(|calls| Turns::new(calls, limits.queue())),
            launch,
            tally: tallies.version(verified.key().as_str(), &verified.manifest().module),
            verified,
        }
    }

    /// What takes the place of a process under a debugger is there for that only.
    pub(super) fn is_warm(&self, key: &str) -> bool {
        self.warm.contains(key) && !self.attached.contains_key(key)
    }

    fn warn_about_warm(&self, connectors: &[Connector]) {
        let is_there = |key: &&String| {
            let key = key.as_str();
            connectors
                .iter()
                .any(|connector| connector.verified.key().as_str() == key)
        };
        let (there, missing): (Vec<_>, Vec<_>) = self.warm.iter().partition(is_there);
        if !missing.is_empty() {
            tracing::warn!(connectors = ?missing, "these are to be kept warm and cannot be run");
        }
        if let Some(max) = self.rules.max_processes
            && there.len() >= max
        {
            tracing::warn!(
                warm = there.len(),
                max_processes = max,
                "all places are for the warm set: no other connector ever gets one"
            );
        }
    }

    fn launch(&self) -> Launch {
        let environment = self.environment.clone();
        let environment = environment.unwrap_or_else(|| Environment::standard(std::env::vars_os()));
        let (limits, copies) = (self.plugin_limits, self.copies.clone());
        Launch {
            limits: limits.unwrap_or_else(|| PluginLimits::of_environment(environment.iter())),
            environment,
            encryption: self.encryption,
            programs: Programs {
                execution: self.execution.or_available(),
                copies: copies.unwrap_or_else(execution::default_copies),
                digests: self.admission.digests.clone(),
            },
            start_timeout: self.start_timeout,
            socket_directory: self.socket_directory.clone(),
        }
    }
}

/// Different for each host, which is all that it is for.
fn random() -> Random {
    Box::new(|| {
        // The keys of a new `RandomState` differ from all others of this process, and are random.
        let bits = RandomState::new().build_hasher().finish();
        // The 53 bits that a number from 0 up to 1 can hold.
        (bits >> 11) as f64 / (1_u64 << 53) as f64
    })
}
