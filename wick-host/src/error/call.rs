use std::process::ExitStatus;
use std::sync::Arc;
use std::time::Duration;

use wick_proto::limits::MAX_MESSAGE_BYTES;
use wick_proto::{ConnectorKey, ErrorDetail, FieldDetail};

use crate::limits::Exceeded;

use super::failure::{Listed, Rounded};
use super::{AttachError, Failure, Holder, Quoted, StartError, ended, limited};

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
    /// The call is larger than this host sends, or than the plugin takes. The operation did not run.
    #[error(
        "the arguments of {operation} are too large for {}: with the settings they have {bytes} bytes, and the limit is {limit}",
        taker(connector, *limit)
    )]
    ArgumentsTooLarge {
        /// The connector's key.
        connector: ConnectorKey,
        /// What was called.
        operation: String,
        /// Bytes of the call.
        bytes: usize,
        /// Bytes that are taken: [`MAX_MESSAGE_BYTES`] by this host and current plugins, 4 MiB by a plugin
        /// built with an old SDK.
        limit: usize,
    },
    /// It is to be attached to under a debugger, and may not or cannot be. The call was not made.
    #[error("connector {connector} cannot be attached to")]
    Attach {
        /// The connector's key.
        connector: ConnectorKey,
        /// Why not.
        source: AttachError,
    },
    /// It failed so often that it is left alone for a while. The call was not made.
    #[error(
        "connector {connector} is not tried again for {}, after {}",
        Rounded(*.wait),
        counted(*.failures)
    )]
    CircuitOpen {
        /// The connector's key.
        connector: ConnectorKey,
        /// How many failures there were in a row.
        failures: u32,
        /// The time until the next try.
        wait: Duration,
        /// The last failure.
        source: Failure,
    },
    /// The process ended during the call.
    #[error("connector {connector} died during {operation}: {}{}{}", ended(.exit), limited(.exceeded), Quoted(.last_lines))]
    Died {
        /// The connector's key.
        connector: ConnectorKey,
        /// What was called.
        operation: String,
        /// How the process ended.
        exit: Option<ExitStatus>,
        /// The limit that it ran into, as far as its end tells.
        exceeded: Option<Exceeded>,
        /// The last lines of its standard error, harmless to print.
        last_lines: Vec<String>,
    },
    /// The connector is installed and was disabled. The call was not made.
    #[error("connector {connector} is disabled")]
    Disabled {
        /// The connector's key.
        connector: ConnectorKey,
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
    /// The host itself panicked over what the plugin sent. The process is ended.
    #[error(
        "{operation} of connector {connector} has no result: the host panicked over what the plugin sent: {message}"
    )]
    Panicked {
        /// The connector's key.
        connector: ConnectorKey,
        /// What was called.
        operation: String,
        /// The message of the panic, harmless to print.
        message: String,
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
    /// As many processes live as may, and none could be ended in time. The call was not made.
    #[error(
        "connector {connector} found all {max} places for processes taken for {}: {}",
        Rounded(*.waited),
        Listed(.holders)
    )]
    PoolFull {
        /// The connector's key.
        connector: ConnectorKey,
        /// The most processes that may live.
        max: usize,
        /// How long the caller has waited.
        waited: Duration,
        /// Who has the places.
        holders: Vec<Holder>,
    },
    /// Too many callers wait for a place for a process. The call was not made.
    #[error("connector {connector} is not called: {length} callers wait for a process already")]
    QueueFull {
        /// The connector's key.
        connector: ConnectorKey,
        /// How many wait.
        length: usize,
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
    /// The connector has as many calls as it may have at once. The call was not made.
    #[error("connector {connector} has all the {limit} calls in flight that it may have{}", waited_text(*.waited))]
    TooManyCalls {
        /// The connector's key.
        connector: ConnectorKey,
        /// The most calls at once.
        limit: usize,
        /// How long the caller has waited; zero if too many others wait already.
        waited: Duration,
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
    /// Whether the same call may succeed later: the plugin says so, or it was not called as the host
    /// had no place for it. What else ends a call tells nothing about that: the operation may have been
    /// done.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::CircuitOpen { .. }
            | Self::PoolFull { .. }
            | Self::QueueFull { .. }
            | Self::TooManyCalls { .. } => true,
            _ => self.detail().is_some_and(|detail| detail.retryable),
        }
    }

    /// How long to wait before another attempt, if that is known.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::CircuitOpen { wait, .. } => Some(*wait),
            _ => self.detail()?.retry_after(),
        }
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
            Self::ArgumentsTooLarge { limit, .. } if *limit < MAX_MESSAGE_BYTES => {
                "send less, or install a build of the plugin with a newer SDK, which takes 64 MiB"
            }
            Self::ArgumentsTooLarge { .. } => "send less",
            Self::Attach { source, .. } => return source.hint(),
            Self::CircuitOpen { source, .. } => {
                let again = "`Host::reset` lets it be tried at once";
                return Some(source.hint().unwrap_or_else(|| again.to_owned()));
            }
            Self::Died {
                exceeded: Some(_), ..
            } => "it is started again by the next call; allow it more if the limit is too tight",
            Self::Died { .. } => "it is started again by the next call",
            Self::Disabled { connector } => {
                return Some(format!(
                    "`wick enable {connector}` lets it be called again, by hosts that run as soon as they reload"
                ));
            }
            Self::Incomplete { .. } | Self::NotJson { .. } => {
                "the plugin is at fault: its last log lines may tell more; report it to its author"
            }
            Self::Panicked { .. } => super::REPORT,
            Self::PoolFull { .. } => {
                "allow more processes with WICK_PLUGIN_MAX_PROCS, or call less at once"
            }
            Self::QueueFull { .. } | Self::TooManyCalls { .. } => {
                "call less at once, or try again later"
            }
            Self::Start(error) => return error.hint(),
            Self::TimedOut { .. } => "give it more time, or ask for less",
            Self::Transport { source, .. } => return transport_hint(source),
            Self::Unsupported { .. } => {
                "a newer version of the plugin, or of the SDK that it is built with, may offer it"
            }
            Self::TooLarge { .. } => "ask for less, or take the result as a stream",
            Self::UnknownConnector(_) => "`wick list` shows what is installed",
            Self::UnknownOperation { connector, .. } => {
                return Some(format!("`wick describe {connector}` shows what it can do"));
            }
            Self::Arguments { .. } | Self::ShuttingDown => return None,
        };
        Some(hint.to_owned())
    }
}

fn transport_hint(status: &tonic::Status) -> Option<String> {
    let hint = match status.code() {
        tonic::Code::ResourceExhausted | tonic::Code::OutOfRange => {
            "a message may have 64 MiB: ask for less, or take the result as a stream"
        }
        tonic::Code::Unavailable => "try again; if that keeps failing, look at the plugin's log",
        _ => "the plugin answered outside of its protocol: look at its log",
    };
    Some(hint.to_owned())
}

/// Who does not take so much.
fn taker(connector: &ConnectorKey, limit: usize) -> String {
    match limit < MAX_MESSAGE_BYTES {
        true => format!("the SDK that connector {connector} is built with"),
        false => format!("connector {connector}"),
    }
}

fn counted(failures: u32) -> String {
    match failures {
        1 => "a failure".to_owned(),
        _ => format!("{failures} failures in a row"),
    }
}

fn waited_text(waited: Duration) -> String {
    match waited.is_zero() {
        true => ", and enough callers that wait".to_owned(),
        false => format!("; the caller has waited {}", Rounded(waited)),
    }
}
