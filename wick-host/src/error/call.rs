use std::process::ExitStatus;
use std::sync::Arc;
use std::time::Duration;

use wick_proto::{ConnectorKey, ErrorDetail, FieldDetail};

use super::{Quoted, StartError};

/// A call without a result.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CallError {
    /// The arguments are not a JSON object.
    #[error("the arguments of {operation} must be a JSON object, and are {found}")]
    Arguments {
        /// The operation.
        operation: String,
        /// What was given: `an array`, for example.
        found: &'static str,
    },
    /// The process ended during the call.
    #[error("connector {connector} died during {operation}: {}{}", ended(.exit), Quoted(.last_lines))]
    Died {
        /// The connector's key.
        connector: ConnectorKey,
        /// What was called.
        operation: String,
        /// How the process ended.
        exit: Option<ExitStatus>,
        /// The last lines of its standard error, harmless to print.
        last_lines: Vec<String>,
    },
    /// The result ended without its end mark.
    #[error("connector {connector} broke off the result of {operation} after {bytes} bytes")]
    Incomplete {
        /// The connector's key.
        connector: ConnectorKey,
        /// What was called.
        operation: String,
        /// How much had come.
        bytes: usize,
    },
    /// The result is not JSON.
    #[error("connector {connector} answered {operation} with something that is not JSON")]
    NotJson {
        /// The connector's key.
        connector: ConnectorKey,
        /// What was called.
        operation: String,
        /// Where it goes wrong.
        source: serde_json::Error,
    },
    /// The plugin said no.
    #[error("{operation} of connector {connector} failed: [{code}] {message}")]
    Plugin {
        /// The connector's key.
        connector: ConnectorKey,
        /// What was called.
        operation: String,
        /// The kind of error, such as `bad_args` or `exec_error`.
        code: String,
        /// What happened, in the plugin's words, harmless to print.
        message: String,
        /// What a plugin of ours says beside that: whether to try again, what to do, which fields
        /// are to blame. Harmless to print.
        detail: Box<ErrorDetail>,
    },
    /// The host is shutting down or was shut down.
    #[error("the host is shutting down")]
    ShuttingDown,
    /// The plugin did not start.
    #[error("connector {} is not available", .0.connector)]
    Start(#[source] Arc<StartError>),
    /// There was no result in time. The plugin was told to stop working on it.
    #[error("{operation} of connector {connector} took longer than {limit:?}")]
    TimedOut {
        /// The connector's key.
        connector: ConnectorKey,
        /// What was called.
        operation: String,
        /// The time it had.
        limit: Duration,
    },
    /// The result is larger than the host takes.
    #[error("the result of {operation} of connector {connector} is larger than {limit} bytes")]
    TooLarge {
        /// The connector's key.
        connector: ConnectorKey,
        /// What was called.
        operation: String,
        /// The limit in bytes.
        limit: usize,
    },
    /// The connection failed, or the plugin answered with a gRPC status.
    #[error("{operation} did not get through to connector {connector}")]
    Transport {
        /// The connector's key.
        connector: ConnectorKey,
        /// What was called.
        operation: String,
        /// What gRPC says.
        source: Box<tonic::Status>,
    },
    /// There is no such connector.
    #[error("no connector {0:?}")]
    UnknownConnector(String),
    /// The connector has no such operation.
    #[error("connector {connector} has no operation {operation:?}")]
    UnknownOperation {
        /// The connector's key.
        connector: ConnectorKey,
        /// What was asked for.
        operation: String,
    },
    /// The plugin does not offer this, as an older one, or one of another SDK.
    #[error("connector {connector} does not offer {operation}")]
    Unsupported {
        /// The connector's key.
        connector: ConnectorKey,
        /// What was asked for.
        operation: String,
    },
}

impl CallError {
    /// Whether the plugin says that the same call may succeed later. What else ends a call tells
    /// nothing about that: the operation may have been done.
    pub fn is_retryable(&self) -> bool {
        self.detail().is_some_and(|detail| detail.retryable)
    }

    /// How long to wait before another attempt, if the plugin says so.
    pub fn retry_after(&self) -> Option<Duration> {
        self.detail()?.retry_after()
    }

    /// The arguments and settings that the plugin blames.
    pub fn fields(&self) -> &[FieldDetail] {
        self.detail().map_or(&[], |detail| &detail.fields)
    }

    fn detail(&self) -> Option<&ErrorDetail> {
        match self {
            Self::Plugin { detail, .. } => Some(detail),
            _ => None,
        }
    }

    /// What to do about it, where the message does not say so itself.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::Plugin { detail, .. } => return detail.hint.clone(),
            Self::Died { .. } => "it is started again by the next call",
            Self::Start(error) => return error.hint(),
            Self::TimedOut { .. } => "give it more time, or ask for less",
            Self::TooLarge { .. } => "ask for less, or take the result as a stream",
            Self::UnknownConnector(_) => "`wick list` shows what is installed",
            Self::UnknownOperation { connector, .. } => {
                return Some(format!("`wick describe {connector}` shows what it can do"));
            }
            _ => return None,
        };
        Some(hint.to_owned())
    }
}

fn ended(exit: &Option<ExitStatus>) -> String {
    match exit {
        Some(status) => status.to_string(),
        None => "it closed the connection".to_owned(),
    }
}
