//! A directory of plugins, ready to be called.

mod arguments;
mod builder;
mod go_text;
mod slot;

pub use builder::HostBuilder;

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use serde_json::Value;
use wick_proto::ConnectorKey;
use wick_proto::module::Module;
use wick_proto::verify::PolicyError;

use self::slot::Slot;
use crate::client::{Call, Health, Identity, OperationHealth, Output};
use crate::error::CallError;
use crate::load::Problem;
use crate::verify::Verified;

/// Verified plugins and their processes.
///
/// A plugin starts at its first call; there is at most one process per connector, which is started
/// again by the next call after it died. A connector that starts slowly delays its own callers only.
/// Copies share everything; when the last is dropped, all processes are killed, but for one whose
/// [`Output`] is still read: that is killed when the output is dropped.
#[derive(Clone, Debug)]
pub struct Host {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    slots: BTreeMap<ConnectorKey, Arc<Slot>>,
    problems: Vec<Problem>,
    limits: Limits,
}

#[derive(Clone, Copy, Debug)]
struct Limits {
    call: Duration,
    grace: Duration,
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
    /// The trust policy that was baked into this build cannot be read.
    #[error("this build of the host has an unreadable trust policy")]
    Policy(#[source] PolicyError),
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

    /// The connectors that may be called, sorted by key.
    pub fn connectors(&self) -> impl Iterator<Item = &Verified> {
        self.shared.slots.values().map(|slot| slot.verified())
    }

    /// What was found in the directory and is not used, or is odd.
    pub fn problems(&self) -> &[Problem] {
        &self.shared.problems
    }

    /// Calls an operation and waits for its result.
    ///
    /// `arguments` is a JSON object, or `null` for none; `settings` are those of the account that is
    /// called for. What the plugin declares as default is filled in where nothing is given.
    ///
    /// # Errors
    ///
    /// All of [`CallError`].
    pub async fn call(
        &self,
        connector: &str,
        operation: &str,
        arguments: &Value,
        settings: &HashMap<String, String>,
    ) -> Result<Value, CallError> {
        let call = self.prepare(connector, operation, arguments, settings)?;
        let result = self.run(connector, call).await?;
        let key = self.slot(connector)?.verified().key();
        serde_json::from_slice(&result).map_err(|source| CallError::NotJson {
            connector: key.clone(),
            operation: operation.to_owned(),
            source,
        })
    }

    /// Makes a [`Call`] of an operation: checks that it exists, fills in declared defaults, writes the
    /// arguments as the plugin reads them (a Go plugin takes texts only), and limits the time.
    ///
    /// # Errors
    ///
    /// A connector or operation that does not exist, or arguments that are not an object.
    pub fn prepare(
        &self,
        connector: &str,
        operation: &str,
        arguments: &Value,
        settings: &HashMap<String, String>,
    ) -> Result<Call, CallError> {
        let slot = self.slot(connector)?;
        let module = &slot.verified().manifest().module;
        let Some(described) = module.operation(operation) else {
            return Err(CallError::UnknownOperation {
                connector: slot.verified().key().clone(),
                operation: operation.to_owned(),
            });
        };
        let arguments = arguments::encode(described, arguments)?;
        let settings = arguments::with_defaults(&module.configs, settings);
        Ok(Call::new(operation, arguments)
            .settings(settings)
            .within(self.shared.limits.call))
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

    /// Runs a call whose result and progress are taken as they come.
    ///
    /// # Errors
    ///
    /// All of [`CallError`].
    pub async fn stream(&self, connector: &str, call: Call) -> Result<Output, CallError> {
        self.slot(connector)?.client().await?.stream(call).await
    }

    /// Runs a call whose result fits into one message of at most 64 MiB.
    ///
    /// # Errors
    ///
    /// All of [`CallError`].
    pub async fn execute(&self, connector: &str, call: Call) -> Result<Vec<u8>, CallError> {
        self.slot(connector)?.client().await?.execute(call).await
    }

    /// What the running plugin says that it is, as opposed to its manifest.
    ///
    /// # Errors
    ///
    /// All of [`CallError`].
    pub async fn schema(&self, connector: &str) -> Result<Module, CallError> {
        self.slot(connector)?.client().await?.schema().await
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
        let client = self.slot(connector)?.client().await?;
        client.resolve_identity(access_token).await
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
        let slot = self.slot(connector)?;
        let configs = &slot.verified().manifest().module.configs;
        let settings = arguments::with_defaults(configs, settings).collect();
        slot.client().await?.check_permissions(settings).await
    }

    /// What the plugin says of its own state.
    ///
    /// # Errors
    ///
    /// All of [`CallError`].
    pub async fn health(&self, connector: &str) -> Result<Health, CallError> {
        self.slot(connector)?.client().await?.health().await
    }

    /// Starts the connector's process, unless it runs, and returns its id.
    ///
    /// # Errors
    ///
    /// That it did not start, or that there is no such connector.
    pub async fn start(&self, connector: &str) -> Result<u32, CallError> {
        Ok(self.slot(connector)?.client().await?.process_id())
    }

    /// The id of the connector's process, if one runs.
    pub fn process_id(&self, connector: &str) -> Option<u32> {
        self.slot(connector).ok()?.running()
    }

    /// Stops all plugins: asks each to end, gives it the grace time, and kills it then. Calls that are
    /// running fail, and so do all later ones.
    pub async fn shutdown(&self) {
        let grace = self.shared.limits.grace;
        join_all(self.shared.slots.values().map(|slot| slot.close(grace))).await;
    }

    fn slot(&self, connector: &str) -> Result<&Arc<Slot>, CallError> {
        let slot = self.shared.slots.get(connector);
        slot.ok_or_else(|| CallError::UnknownConnector(connector.to_owned()))
    }
}
