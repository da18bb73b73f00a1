//! The plugin that a test calls.

use std::fmt;
use std::marker::PhantomData;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;
use tonic::Status;
use wick_proto::ErrorDetail;
use wick_proto::module::Module;
use wick_proto::wire::connector as wire;

use super::backend::Target;
use super::logs::Logs;
use super::process::soon;
use super::running::refusal;
use super::scrub::Scrubber;
use super::{Call, LogRecord, Settings, Way};
use crate::{Error, Identity, OperationHealth, Result};

/// A plugin with the connector `C`, called for one account. Cheap to clone; a clone with other
/// settings is another account of the same plugin.
pub struct Plugin<C> {
    inner: Arc<Inner>,
    settings: Settings,
    as_go_host: bool,
    connector: PhantomData<fn() -> C>,
}

/// What the pool of an HTTP client spawns once, for as long as it lives (hyper-util's).
const CLIENT_TASKS: usize = 1;

pub(super) struct Inner {
    pub(super) way: Way,
    pub(super) target: Target,
    pub(super) module: Module,
    pub(super) logs: Logs,
    pub(super) data_dir: PathBuf,
    pub(super) kept: Mutex<Vec<String>>,
    pub(super) kept_tasks: AtomicUsize,
    /// All secrets that the test ever gave, to whichever clone.
    secrets: Mutex<Arc<Scrubber>>,
    calls: AtomicU64,
}

impl Inner {
    pub(super) async fn new(
        way: Way,
        target: Target,
        logs: Logs,
        data_dir: impl FnOnce(&Module) -> PathBuf,
    ) -> Arc<Self> {
        let json = soon(target.schema()).await.unwrap();
        let module = Module::from_json(&json).unwrap();
        Arc::new(Self {
            way,
            data_dir: data_dir(&module),
            target,
            module,
            logs,
            kept: Mutex::default(),
            kept_tasks: AtomicUsize::new(CLIENT_TASKS),
            secrets: Mutex::default(),
            calls: AtomicU64::new(1),
        })
    }
}

impl Inner {
    /// What keeps secrets out of messages.
    pub(super) fn scrubber(&self) -> Arc<Scrubber> {
        let secrets = self.secrets.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&secrets)
    }
}

impl<C> Plugin<C> {
    pub(super) fn new(inner: Arc<Inner>) -> Self {
        Self {
            settings: Settings::declared_in(&inner.module),
            inner,
            as_go_host: false,
            connector: PhantomData,
        }
    }

    /// The plugin with a setting, by its key. What is not given is the declared default.
    ///
    /// # Panics
    ///
    /// When the connector has no such setting.
    #[must_use]
    pub fn setting(mut self, key: &str, value: impl ToString) -> Self {
        self.settings.set(key, value.to_string());
        let inner = &self.inner;
        let mut secrets = inner.secrets.lock().unwrap_or_else(PoisonError::into_inner);
        for (key, secret) in self.settings.secrets() {
            Arc::make_mut(&mut secrets).add(key, secret);
        }
        drop(secrets);
        self
    }

    /// The plugin with some [`settings!`](crate::settings).
    ///
    /// # Panics
    ///
    /// When the connector lacks one of them.
    #[must_use]
    pub fn settings(self, settings: impl IntoIterator<Item = (String, String)>) -> Self {
        let add = |plugin: Self, (key, value): (String, String)| plugin.setting(&key, value);
        settings.into_iter().fold(self, add)
    }

    /// The plugin, called as a Go host calls it: every argument is a text, and there is no request id.
    #[must_use]
    pub fn as_go_host(mut self) -> Self {
        self.as_go_host = true;
        self
    }

    /// A call of an operation with these arguments, a JSON object.
    pub fn call(&self, operation: &str, arguments: Value) -> Call {
        let arguments = match self.as_go_host {
            true => as_texts(arguments),
            false => arguments,
        };
        let number = self.inner.calls.fetch_add(1, Ordering::Relaxed);
        let request_id = match self.as_go_host {
            true => String::new(),
            false => format!("test-{number}"),
        };
        Call {
            inner: Arc::clone(&self.inner),
            request: wire::ExecuteRequest {
                operation: operation.to_owned(),
                args_json: arguments.to_string().into_bytes(),
                creds: self.settings.to_wire(),
                request_id,
                session_id: String::new(),
            },
            scrubber: self.inner.scrubber(),
            limit: None,
            strict: false,
            texts: self.as_go_host,
        }
    }

    /// Which operations the settings allow.
    ///
    /// # Errors
    ///
    /// That of the connector.
    pub async fn check_permissions(&self) -> Result<Vec<OperationHealth>> {
        let request = wire::PermsRequest {
            creds: self.settings.to_wire(),
        };
        let answer = soon(self.inner.target.check_permissions(request)).await;
        let answer = accepted(answer, |answer| answer.error.clone())?;
        let operations = answer.ops.into_iter();
        Ok(operations
            .map(|operation| OperationHealth {
                key: operation.key,
                ok: operation.ok,
                reason: operation.reason,
            })
            .collect())
    }

    /// Whose an OAuth access token is.
    ///
    /// # Errors
    ///
    /// That of the connector.
    pub async fn resolve_identity(&self, token: &str) -> Result<Identity> {
        let request = wire::IdentityRequest {
            access_token: token.to_owned(),
        };
        let answer = soon(self.inner.target.resolve_identity(request)).await;
        let answer = accepted(answer, |answer| answer.error.clone())?;
        Ok(Identity {
            user_id: answer.user_id,
            display_name: answer.display_name,
        })
    }

    /// What hosts are told about the connector.
    pub fn module(&self) -> &Module {
        &self.inner.module
    }

    /// The settings of the account.
    pub fn current_settings(&self) -> &Settings {
        &self.settings
    }

    /// What keeps its secrets out of messages.
    pub(super) fn scrubber(&self) -> Arc<Scrubber> {
        self.inner.scrubber()
    }

    /// How it is called.
    pub fn way(&self) -> Way {
        self.inner.way
    }

    /// The directory of [`Context::data_dir`](crate::Context::data_dir), which need not exist yet.
    pub fn data_dir(&self) -> PathBuf {
        self.inner.data_dir.clone()
    }

    /// All that was logged so far, from `debug` on. Over a process, records come some time after what they tell
    /// of: see [`logged`](Self::logged).
    pub fn logs(&self) -> Vec<LogRecord> {
        self.inner.logs.all()
    }

    /// Waits for a log record, which may have come already.
    ///
    /// # Panics
    ///
    /// When there is none after a minute.
    pub async fn logged(&self, is_it: impl Fn(&LogRecord) -> bool) -> LogRecord {
        self.inner.logs.wait_for(is_it).await
    }

    /// Permits operations to leave so many tasks running in process. Unless a test says so it is one: an
    /// HTTP client that lives as long as the program keeps a task for its idle connections.
    pub fn keeps_tasks(&self, count: usize) {
        self.inner.kept_tasks.store(count, Ordering::Relaxed);
    }

    /// Permits the process to keep files and sockets open at the end whose name contains this: `socket:`, for
    /// example.
    pub fn keeps_open(&self, part: &str) {
        let mut kept = self
            .inner
            .kept
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        kept.push(part.to_owned());
    }
}

impl<C> Clone for Plugin<C> {
    fn clone(&self) -> Self {
        Self {
            inner: Arc::clone(&self.inner),
            settings: self.settings.clone(),
            as_go_host: self.as_go_host,
            connector: PhantomData,
        }
    }
}

impl<C> fmt::Debug for Plugin<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Plugin")
            .field("key", &self.inner.module.meta.key)
            .field("way", &self.inner.way)
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

/// An answer, or the error in it.
fn accepted<T>(
    answer: Result<T, Status>,
    error: impl FnOnce(&T) -> Option<wire::Error>,
) -> Result<T> {
    let answer = answer.map_err(|status| refusal(&status))?;
    match error(&answer) {
        None => Ok(answer),
        Some(error) => Err(Error::from_wire(
            error.code,
            error.message,
            ErrorDetail::default(),
        )),
    }
}

/// All values as texts, as a Go host has them; what is no text as its JSON, null as nothing.
fn as_texts(arguments: Value) -> Value {
    let Value::Object(fields) = arguments else {
        return arguments;
    };
    let fields = fields.into_iter().map(|(key, value)| match value {
        Value::String(text) => (key, text.into()),
        Value::Null => (key, "".into()),
        other => (key, other.to_string().into()),
    });
    Value::Object(fields.collect())
}
