//! A directory of plugins, ready to be called.

mod arguments;
mod attached;
mod builder;
mod change;
mod connector_change;
mod core;
mod environment;
mod go_duration;
mod go_text;
mod inspection;
mod keeper;
mod lease;
mod observed;
mod pool;
mod processes;
mod registry;
mod reload;
mod seen;
mod starting;
mod status;
mod stopping;
mod turns;
#[cfg(feature = "watch")]
mod watch;

pub use builder::HostBuilder;
pub use change::Change;
pub use connector_change::{ConnectorChange, KeptReason, Outcome};
pub use environment::EnvironmentError;
pub(crate) use lease::Lease;
pub(crate) use observed::Observed;
pub use reload::Reload;
#[cfg(target_os = "linux")]
pub(crate) use status::memory;
pub use status::{ConnectorStatus, LastFailure, PoolStatus, State, Status};
#[cfg(feature = "watch")]
pub use watch::Watch;

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use serde::Serialize;
use serde_json::Value;
use wick_proto::module::Module;
use wick_proto::verify::PolicyError;

use self::core::{Connector, Core};
use self::inspection::Inspection;
use self::reload::Reloading;
use crate::client::{Call, Health, Identity, OperationHealth, Output};
use crate::error::CallError;
use crate::execution::Execution;
use crate::install::DisabledError;
use crate::load::Problem;
use crate::publishers::PublishersError;
use crate::verify::Verified;

/// Verified plugins and their processes.
///
/// A plugin starts at its first call; there is at most one process per connector, which all calls share.
/// It is started again by the next call after it died, unless it does so too often; it is ended when it
/// is unused for long, or when another one needs its place. A connector that starts slowly delays its own
/// callers only. `docs/lifecycle.md` has the states and all settings.
///
/// Copies share everything; when the last is dropped, all processes are killed, but for one whose
/// [`Output`] is still read: that is killed when the output is dropped.
#[derive(Clone, Debug)]
pub struct Host {
    shared: Arc<Shared>,
    /// Beside the rest rather than in it: what watches keeps the rest for as long as a look takes.
    #[cfg(feature = "watch")]
    watching: Option<Arc<watch::Watching>>,
}

#[derive(Debug)]
struct Shared {
    core: Arc<Core>,
    problems: Vec<Problem>,
    limits: CallLimits,
    execution: Execution,
    reloading: Reloading,
    /// Set once, right after the host was made.
    inspection: OnceLock<Inspection>,
}

#[derive(Clone, Copy, Debug)]
struct CallLimits {
    time: Duration,
    result_bytes: usize,
}

/// A directory of plugins that cannot be opened at all.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The directory cannot be listed.
    #[error("{}: the directory of plugins cannot be read", path.display())]
    Directory {
        /// The directory.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// It is not known which connectors must not run.
    #[error("no plugin can be used without the file of disabled connectors")]
    Disabled(#[source] DisabledError),
    /// The trust policy that was baked into this build cannot be read.
    #[error("this build of the host has an unreadable trust policy")]
    Policy(#[source] PolicyError),
    /// It is not known whom the connectors' keys belong to.
    #[error("no plugin can be used without the file of publishers")]
    Publishers(#[source] PublishersError),
}

impl OpenError {
    /// Whether there is no directory at all.
    fn is_missing(&self) -> bool {
        let Self::Directory { source, .. } = self else {
            return false;
        };
        source.kind() == io::ErrorKind::NotFound
    }

    /// What to do about it, where the message does not say so itself.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Disabled(error) => Some(error.hint()),
            Self::Publishers(error) => Some(error.hint()),
            Self::Directory { .. } | Self::Policy(_) => None,
        }
    }
}

impl Host {
    /// Opens a directory of plugins with all settings at their defaults.
    ///
    /// # Errors
    ///
    /// A directory that cannot be listed. What is wrong with single plugins is in
    /// [`problems`](Self::problems).
    pub async fn open(directory: impl AsRef<Path>) -> Result<Self, OpenError> {
        Self::builder().open(directory).await
    }

    /// Settings for a host.
    pub fn builder() -> HostBuilder {
        HostBuilder::default()
    }

    /// The connectors that may be called at this moment, sorted by key.
    pub fn connectors(&self) -> impl Iterator<Item = Verified> + use<> {
        let serving = self.shared.core.look(registry::Registry::serving);
        serving
            .into_iter()
            .map(|(_, connector)| connector.verified.clone())
    }

    /// What was found in the directory when it was opened and is not used, or is odd. What
    /// [`reload`](Self::reload) finds, it returns.
    pub fn problems(&self) -> &[Problem] {
        &self.shared.problems
    }

    /// How it is made sure that what is executed is what was verified.
    pub fn execution(&self) -> Execution {
        self.shared.execution
    }

    /// Calls an operation and waits for its result.
    ///
    /// `arguments` is a JSON object, or `null` for none: a [`Value`], or what else becomes one, such as a
    /// `RawValue`, which keeps all digits of its numbers; `settings` are those of the account that is
    /// called for. What the plugin declares as default is filled in where nothing is given.
    ///
    /// # Errors
    ///
    /// All of [`CallError`].
    pub async fn call<A: Serialize + ?Sized>(
        &self,
        connector: &str,
        operation: &str,
        arguments: &A,
        settings: &HashMap<String, String>,
    ) -> Result<Value, CallError> {
        let call = self.prepare(connector, operation, arguments, settings)?;
        let key = self.connector(connector)?.verified.key().clone();
        let mut output = self.stream(connector, call).await?;
        let result = output.whole(self.shared.limits.result_bytes).await?;
        serde_json::from_slice(&result).map_err(|source| {
            let error = CallError::NotJson {
                connector: key,
                operation: operation.to_owned(),
                source,
            };
            output.failed(&error);
            error
        })
    }

    /// Makes a [`Call`] of an operation: checks that it exists, fills in declared defaults, writes the
    /// arguments as the plugin reads them (a Go plugin takes texts only), and limits the time.
    ///
    /// # Errors
    ///
    /// A connector or operation that does not exist, or arguments that are not an object.
    pub fn prepare<A: Serialize + ?Sized>(
        &self,
        connector: &str,
        operation: &str,
        arguments: &A,
        settings: &HashMap<String, String>,
    ) -> Result<Call, CallError> {
        let connector = self.connector(connector)?;
        let verified = &connector.verified;
        let module = &verified.manifest().module;
        let Some(described) = module.operation(operation) else {
            return Err(CallError::UnknownOperation {
                connector: verified.key().clone(),
                operation: operation.to_owned(),
            });
        };
        let arguments = arguments::encode(described, arguments)?;
        let settings = arguments::with_defaults(&module.configs, settings);
        Ok(Call::new(operation, arguments)
            .settings(settings)
            .within(self.shared.limits.time))
    }

    /// Runs a call and waits for the whole result, JSON bytes.
    ///
    /// # Errors
    ///
    /// All of [`CallError`].
    pub async fn run(&self, connector: &str, call: Call) -> Result<Vec<u8>, CallError> {
        let output = self.stream(connector, call).await?;
        output.collect(self.shared.limits.result_bytes).await
    }

    /// Runs a call whose result and progress are taken as they come. Its process is not ended before the
    /// output is dropped, unless the host shuts down.
    ///
    /// # Errors
    ///
    /// All of [`CallError`].
    pub async fn stream(&self, connector: &str, mut call: Call) -> Result<Output, CallError> {
        let mut observed = Observed::call(&*self.connector(connector)?, &mut call);
        let lease = observed.during(self.lease(connector)).await?;
        observed.enter(&lease, call.id());
        let output = observed.during(lease.stream(call)).await?;
        Ok(output.held_by(lease, observed))
    }

    /// Runs a call whose result fits into one message of at most 64 MiB.
    ///
    /// # Errors
    ///
    /// All of [`CallError`].
    pub async fn execute(&self, connector: &str, mut call: Call) -> Result<Vec<u8>, CallError> {
        let mut observed = Observed::call(&*self.connector(connector)?, &mut call);
        let lease = observed.during(self.lease(connector)).await?;
        observed.enter(&lease, call.id());
        let result = lease.judge(observed.during(lease.execute(call)).await)?;
        observed.succeeded();
        Ok(result)
    }

    /// What the running plugin says that it is, as opposed to its manifest.
    ///
    /// # Errors
    ///
    /// All of [`CallError`].
    pub async fn schema(&self, connector: &str) -> Result<Module, CallError> {
        self.request(connector, "Schema", async |lease| lease.schema().await)
            .await
    }

    /// Who an access token of the connector's OAuth service belongs to.
    ///
    /// # Errors
    ///
    /// All of [`CallError`].
    pub async fn resolve_identity(
        &self,
        connector: &str,
        access_token: &str,
    ) -> Result<Identity, CallError> {
        let ask = async |lease: &Lease| lease.resolve_identity(access_token).await;
        self.request(connector, "ResolveIdentity", ask).await
    }

    /// Which operations the outside service would allow with these settings.
    ///
    /// # Errors
    ///
    /// All of [`CallError`]; [`CallError::Unsupported`] from every Go plugin.
    pub async fn check_permissions(
        &self,
        connector: &str,
        settings: &HashMap<String, String>,
    ) -> Result<Vec<OperationHealth>, CallError> {
        let described = self.connector(connector)?;
        let configs = &described.verified.manifest().module.configs;
        let settings = arguments::with_defaults(configs, settings).collect();
        let ask = async |lease: &Lease| lease.check_permissions(settings).await;
        self.request(connector, "CheckPermissions", ask).await
    }

    /// What the plugin says of its own state.
    ///
    /// # Errors
    ///
    /// All of [`CallError`].
    pub async fn health(&self, connector: &str) -> Result<Health, CallError> {
        self.request(connector, "Health", async |lease| lease.health().await)
            .await
    }

    /// Runs a request that is no operation.
    async fn request<T>(
        &self,
        connector: &str,
        name: &'static str,
        ask: impl AsyncFnOnce(&Lease) -> Result<T, CallError>,
    ) -> Result<T, CallError> {
        let mut observed = Observed::request(&*self.connector(connector)?, name);
        let lease = observed.during(self.lease(connector)).await?;
        let answer = lease.judge(observed.during(ask(&lease)).await)?;
        observed.succeeded();
        Ok(answer)
    }

    fn unwatched(shared: Arc<Shared>) -> Self {
        Self {
            shared,
            #[cfg(feature = "watch")]
            watching: None,
        }
    }

    async fn lease(&self, connector: &str) -> Result<Lease, CallError> {
        self.shared.core.lease(connector).await
    }

    fn connector(&self, key: &str) -> Result<Arc<Connector>, CallError> {
        Ok(self.shared.core.find(key)?.1)
    }
}

/// Waits until the host is gone.
async fn closed(mut changes: tokio::sync::watch::Receiver<()>) {
    while changes.changed().await.is_ok() {}
}
