//! One call of an operation, as the function behind it sees it.

use std::future::Future;
use std::panic::resume_unwind;
use std::pin::Pin;

use futures_util::Stream;
use serde::Serialize;

use crate::connector::Connector;
use crate::context::Context;
use crate::error::Error;
use crate::input::Input;
use crate::reply::{Reply, Sink};
use crate::streamed;
use crate::values::Values;

/// What running a call gives: the result as JSON text, or an error.
pub type CallFuture = Pin<Box<dyn Future<Output = Result<Reply, Error>> + Send>>;

/// One call of an operation: its settings, its arguments and its context.
pub struct Call {
    settings: Values,
    arguments: Values,
    context: Context,
    sink: Sink,
}

impl Call {
    pub(crate) fn new(settings: Values, arguments: Values, context: Context, sink: Sink) -> Self {
        Self {
            settings,
            arguments,
            context,
            sink,
        }
    }

    /// The settings as the connector that they make. `None` when one cannot be used.
    pub fn connector<C: Connector>(&mut self) -> Option<C> {
        C::from_settings(&mut self.settings)
    }

    /// The value of an input. `None` when there is no usable one.
    pub fn take<T>(&mut self, input: &Input<T>) -> Option<T> {
        self.arguments.take(input)
    }

    /// Who asks, and until when.
    pub fn context(&self) -> Context {
        self.context.clone()
    }

    /// Runs a function that blocks on a thread where it may.
    pub fn blocking<R, F>(&self, function: F) -> impl Future<Output = R> + Send + use<R, F>
    where
        R: Send + 'static,
        F: FnOnce() -> R + Send + 'static,
    {
        // What it logs belongs to this call, too.
        let span = tracing::Span::current();
        let task = tokio::task::spawn_blocking(move || span.in_scope(function));
        async move {
            match task.await {
                Ok(returned) => returned,
                Err(failed) => match failed.try_into_panic() {
                    // It goes on in the future, where the dispatcher catches both kinds alike.
                    Ok(panic) => resume_unwind(panic),
                    // The runtime is shutting down; nobody will read the answer.
                    Err(_) => std::future::pending().await,
                },
            }
        }
    }

    /// Sends the items of a stream as a JSON array while they are made. Unlike a [`Streamed`], the
    /// stream may borrow what lives as long as this call.
    ///
    /// # Errors
    ///
    /// The first error among the items, or one with the code `marshal_error`.
    ///
    /// [`Streamed`]: crate::Streamed
    pub async fn stream<T, E>(
        &self,
        items: impl Stream<Item = Result<T, E>> + Send,
    ) -> Result<Reply, Error>
    where
        T: Serialize + Send,
        E: Into<Error> + Send,
    {
        let rest = self.sink.send(streamed::items(items)).await?;
        Ok(rest.into())
    }

    /// Where the answer goes.
    pub(crate) fn sink(&self) -> &Sink {
        &self.sink
    }

    /// The answer when something could not be taken: everything that was wrong, at once.
    ///
    /// # Errors
    ///
    /// Always; with the code `bad_settings` when a setting was wrong, else `bad_args`.
    pub fn reject(self) -> Result<Reply, Error> {
        Err(self.settings.joined(self.arguments).refusal())
    }
}
