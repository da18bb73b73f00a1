use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use wick_proto::limits;

use super::slot::Slot;
use super::{Host, Limits, OpenError, Shared};
use crate::load::{Loaded, Problem, load};
use crate::policy::TrustPolicy;
use crate::spawn::{Encryption, Environment, Launch};
use crate::verify::Verified;

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
    environment: Option<Environment>,
    encryption: Encryption,
    socket_directory: Option<PathBuf>,
    start_timeout: Duration,
    limits: Limits,
}

impl Default for HostBuilder {
    fn default() -> Self {
        Self {
            trust: None,
            environment: None,
            encryption: Encryption::default(),
            socket_directory: None,
            start_timeout: limits::START_TIMEOUT,
            limits: Limits {
                // The reference's time for an operation.
                call: Duration::from_secs(180),
                grace: limits::STOP_GRACE,
                result_bytes: 256 << 20,
            },
        }
    }
}

impl HostBuilder {
    /// Which plugins may run. By default what was baked into this build, see [`TrustPolicy::baked`].
    pub fn trust(mut self, policy: TrustPolicy) -> Self {
        self.trust = Some(policy);
        self
    }

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

    /// Where the private directories of the plugins' sockets are made. By default the temporary
    /// directory, or `/tmp` where its path is too long.
    pub fn socket_directory(mut self, directory: impl Into<PathBuf>) -> Self {
        self.socket_directory = Some(directory.into());
        self
    }

    /// Time from starting a plugin to its handshake. By default 60 s.
    pub fn start_timeout(mut self, limit: Duration) -> Self {
        self.start_timeout = limit;
        self
    }

    /// Time for a call, if the [`Call`](crate::Call) does not say otherwise. By default 3 minutes.
    pub fn call_timeout(mut self, limit: Duration) -> Self {
        self.limits.call = limit;
        self
    }

    /// Time that a plugin has to end when the host shuts down. By default 2 s.
    pub fn stop_grace(mut self, limit: Duration) -> Self {
        self.limits.grace = limit;
        self
    }

    /// Largest result in bytes that is kept in memory. By default 256 MiB. A streamed result has no
    /// limit.
    pub fn result_limit(mut self, bytes: usize) -> Self {
        self.limits.result_bytes = bytes;
        self
    }

    /// Scans the directory and verifies what is in it. Nothing is started yet.
    ///
    /// # Errors
    ///
    /// A directory that cannot be listed, or an unreadable trust policy in this build. What is wrong
    /// with single plugins is in [`Host::problems`].
    pub async fn open(self, directory: impl AsRef<Path>) -> Result<Host, OpenError> {
        let policy = match self.trust.clone() {
            Some(policy) => policy,
            None => TrustPolicy::baked().map_err(OpenError::Policy)?,
        };
        let limits = self.limits;
        let launch = self.launch();
        let path = directory.as_ref().to_owned();
        // Hashing tens of megabytes would hold up everything else on this thread.
        let loaded = tokio::task::spawn_blocking(move || load(&path, &policy)).await;
        let failed = |source| OpenError::Directory {
            path: directory.as_ref().to_owned(),
            source,
        };
        let Loaded { plugins, problems } = loaded
            .map_err(|error| failed(error.into()))?
            .map_err(failed)?;
        Ok(host(plugins, problems, limits, &launch))
    }

    /// A host of plugins that were verified one by one; of several with one key, the last. Nothing is
    /// started yet.
    pub fn of(self, plugins: impl IntoIterator<Item = Verified>) -> Host {
        let limits = self.limits;
        let launch = self.launch();
        host(plugins, Vec::new(), limits, &launch)
    }

    fn launch(self) -> Arc<Launch> {
        Arc::new(Launch {
            environment: self
                .environment
                .unwrap_or_else(|| Environment::standard(std::env::vars_os())),
            encryption: self.encryption,
            start_timeout: self.start_timeout,
            socket_directory: self.socket_directory,
        })
    }
}

fn host(
    plugins: impl IntoIterator<Item = Verified>,
    problems: Vec<Problem>,
    limits: Limits,
    launch: &Arc<Launch>,
) -> Host {
    let slot = |plugin: Verified| {
        let key = plugin.key().clone();
        (key, Arc::new(Slot::new(plugin, launch.clone())))
    };
    Host {
        shared: Arc::new(Shared {
            slots: plugins.into_iter().map(slot).collect(),
            problems,
            limits,
        }),
    }
}
