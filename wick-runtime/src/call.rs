//! One call of an operation, as the function behind it sees it.

use std::future::Future;
use std::panic::resume_unwind;
use std::pin::Pin;

use crate::connector::Connector;
use crate::context::Context;
use crate::error::Error;
use crate::input::Input;
use crate::values::Values;

/// What running a call gives: the result as JSON text, or an error.
pub type CallFuture = Pin<Box<dyn Future<Output = Result<Vec<u8>, Error>> + Send>>;

/// One call of an operation: its settings, its arguments and its context.
pub struct Call {
    settings: Values,
    arguments: Values,
    context: Context,
}

impl Call {
    pub(crate) fn new(settings: Values, arguments: Values, context: Context) -> Self {
        Self {
            settings,
            arguments,
            context,
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

    /// The answer when something could not be taken: everything that was wrong, at once.
    ///
    /// # Errors
    ///
    /// Always; with the code `bad_settings` when a setting was wrong, else `bad_args`.
    pub fn reject(self) -> Result<Vec<u8>, Error> {
        Err(self.settings.joined(self.arguments).refusal())
    }
}
