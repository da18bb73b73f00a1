//! From a request to its result. Pure: no socket, no process, no environment.

mod panics;
mod pieces;

use std::collections::HashMap;
use std::fmt;
use std::panic::AssertUnwindSafe;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};

use futures_util::{FutureExt, Stream};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use wick_proto::module::Module;

use crate::about::About;
use crate::call::Call;
use crate::connector::{Connector, Identity};
use crate::context::{Content, Context};
use crate::definition::{Defined, Definition, DefinitionError};
use crate::error::{Error, Result, code};
use crate::permissions::{OperationHealth, Permissions};
use crate::reply::Sink;
use crate::request::Request;
use crate::secret::Secret;
use crate::values::{Strings, Values};

/// Executes the operations of one connector. Shared by all calls; cheap to clone.
#[derive(Clone)]
pub struct Dispatcher(Arc<Inner>);

struct Inner {
    definition: Definition,
    /// Made when it is first asked for.
    module: OnceLock<Module>,
    by_key: HashMap<String, usize>,
    key: Arc<str>,
    hooks: Hooks,
    data_dir: Option<PathBuf>,
}

/// The connector's own functions, without its type.
struct Hooks {
    check: fn(Values, Context) -> Boxed<Result<Permissions>>,
    identity: fn(Secret) -> Boxed<Result<Identity>>,
}

type Boxed<T> = Pin<Box<dyn Future<Output = T> + Send>>;

impl Dispatcher {
    /// The dispatcher of a connector.
    ///
    /// # Errors
    ///
    /// When its definition contradicts itself; tells all that is wrong.
    pub fn of<C: Connector>() -> Result<Self, DefinitionError> {
        let definition = Definition::of::<C>()?;
        let keys = definition
            .operations
            .iter()
            .map(|defined| defined.operation.key.clone());
        Ok(Self(Arc::new(Inner {
            by_key: keys.zip(0..).collect(),
            key: definition.about.key.as_str().into(),
            hooks: Hooks {
                check: check::<C>,
                identity: |token| Box::pin(C::identity(token)),
            },
            definition,
            module: OnceLock::new(),
            data_dir: None,
        })))
    }

    /// This one, whose operations keep their files in `data_dir`. For one that is not shared yet.
    #[cfg(feature = "testing")]
    pub(crate) fn keeping_files_in(mut self, data_dir: PathBuf) -> Self {
        if let Some(inner) = Arc::get_mut(&mut self.0) {
            inner.data_dir = Some(data_dir);
        }
        self
    }

    /// What hosts are told about the connector.
    pub fn module(&self) -> &Module {
        self.0.module.get_or_init(|| self.describe())
    }

    /// The same, for who needs it but once.
    pub(crate) fn describe(&self) -> Module {
        self.0.definition.module()
    }

    /// What the connector is called.
    pub fn about(&self) -> &About {
        &self.0.definition.about
    }

    /// The keys of all operations.
    pub(crate) fn operations(&self) -> impl Iterator<Item = &str> {
        self.0.by_key.keys().map(String::as_str)
    }

    /// Runs one operation and gives its result as JSON text. Dropping the future drops the
    /// operation, and tells those that block a thread through [`Context::is_cancelled`].
    ///
    /// # Errors
    ///
    /// Those of the operation, and those in [`code`](crate::error::code).
    pub async fn execute(&self, request: Request) -> Result<Vec<u8>> {
        let whole = Sink::Whole { limit: usize::MAX };
        self.execute_into(whole, request).await
    }

    /// Runs one operation and gives its result as pieces of JSON text, while they are made. Dropping
    /// the stream drops the operation.
    ///
    /// ```standalone_crate
    /// # use wick_runtime::prelude::*;
    /// # /// Counts.
    /// # #[connector]
    /// # struct Counter;
    /// # /// Count.
    /// # #[operation]
    /// # fn count() -> impl Stream<Item = Result<u8>> {
    /// #     futures_util::stream::iter([1, 2].map(Ok))
    /// # }
    /// use futures_util::TryStreamExt as _;
    /// use wick_runtime::{Dispatcher, Request};
    ///
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// let counter = Dispatcher::of::<Counter>()?;
    /// let request = Request { operation: "count".into(), ..Request::default() };
    /// let pieces: Vec<Vec<u8>> = counter.stream(request).try_collect().await?;
    /// assert_eq!(pieces.concat(), b"[1,2]");
    /// # Ok::<(), Error>(())
    /// # }).unwrap();
    /// ```
    ///
    /// # Errors
    ///
    /// As [`execute`](Self::execute); an error is the last item.
    pub fn stream(&self, request: Request) -> impl Stream<Item = Result<Vec<u8>>> + Send + use<> {
        let (sink, chunks) = mpsc::channel(1);
        let dispatcher = self.clone();
        let work = async move { dispatcher.execute_into(Sink::Chunks(sink), request).await };
        pieces::of(work, chunks)
    }

    /// Runs one operation, sends what it streams, and gives the rest of its result.
    pub(crate) async fn execute_into(&self, sink: Sink, request: Request) -> Result<Vec<u8>> {
        let Some(defined) = self.defined(&request.operation) else {
            return Err(Error::new(code::UNKNOWN_OPERATION, request.operation));
        };
        let strings = match request.texts {
            true => Strings::Texts,
            false => Strings::Json,
        };
        let properties = defined.properties.clone();
        let arguments = Values::of_arguments(&request.arguments, strings, properties)?;
        if request.strict {
            arguments.refuse_unknown()?;
        }
        let settings = Values::of_settings(request.settings, self.0.definition.settings.clone());
        let cancellation = CancellationToken::new();
        let _cancel_when_dropped = cancellation.clone().drop_guard();
        let context = Context::new(Content {
            connector: self.0.key.clone(),
            request_id: request.request_id,
            session_id: request.session_id,
            trace: request.trace.map(OnceLock::from).unwrap_or_default(),
            deadline: request.deadline,
            cancellation,
            progress: request.progress,
            data_dir: self.0.data_dir.clone(),
        });
        let call = Call::new(settings, arguments, context.clone(), sink.clone());
        // The function that makes the future is the author's too when it is written by hand.
        let run = async {
            let reply = (defined.operation.call)(call).await?;
            sink.finish(reply).await
        };
        match AssertUnwindSafe(run).catch_unwind().await {
            Ok(answer) => answer,
            Err(panic) => Err(panics::error(
                &format!("operation `{}`", request.operation),
                context.request_id(),
                panic,
            )),
        }
    }

    /// Which operations the settings allow.
    ///
    /// # Errors
    ///
    /// When the connector's own check panics. Settings that cannot be decoded and checks that fail
    /// are no error: no operation is then allowed.
    pub async fn check_permissions(
        &self,
        settings: HashMap<String, String>,
    ) -> Result<Vec<OperationHealth>> {
        let values = Values::of_settings(settings, self.0.definition.settings.clone());
        let checked = self
            .guard(
                "the permission check",
                (self.0.hooks.check)(values, self.background()),
            )
            .await;
        let operations = &self.0.definition.operations;
        let keys = operations
            .iter()
            .map(|defined| defined.operation.key.clone());
        match checked {
            Ok(permissions) => Ok(permissions.health(keys)),
            Err(error) if error.code() == code::PANIC => Err(error),
            Err(error) => {
                let reason = error.message();
                Ok(keys
                    .map(|key| OperationHealth {
                        key,
                        ok: false,
                        reason: reason.clone(),
                    })
                    .collect())
            }
        }
    }

    /// Whose an OAuth access token is.
    ///
    /// # Errors
    ///
    /// `no_oauth` when the connector has no resolver, else `identity_error`.
    pub async fn resolve_identity(&self, token: Secret) -> Result<Identity> {
        let resolved = self
            .guard("the identity resolver", (self.0.hooks.identity)(token))
            .await;
        resolved.map_err(|error| match error.code() {
            code::NO_OAUTH | code::PANIC => error,
            _ => error.with_code(code::IDENTITY_ERROR),
        })
    }

    fn defined(&self, key: &str) -> Option<&Defined> {
        self.0.definition.operations.get(*self.0.by_key.get(key)?)
    }

    async fn guard<T>(&self, what: &str, hook: Boxed<Result<T>>) -> Result<T> {
        match AssertUnwindSafe(hook).catch_unwind().await {
            Ok(answer) => answer,
            Err(panic) => Err(panics::error(what, "", panic)),
        }
    }

    fn background(&self) -> Context {
        Context::detached(&self.0.key)
    }
}

fn check<C: Connector>(mut values: Values, context: Context) -> Boxed<Result<Permissions>> {
    Box::pin(async move {
        let Some(connector) = C::from_settings(&mut values) else {
            return Err(values.refusal());
        };
        let mut permissions = Permissions::default();
        connector.check(&context, &mut permissions).await?;
        Ok(permissions)
    })
}

impl fmt::Debug for Dispatcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Dispatcher").field(&self.0.key).finish()
    }
}
