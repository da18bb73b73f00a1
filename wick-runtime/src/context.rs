//! The call that an operation answers.

pub(crate) mod data_dir;
mod progress;

use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use tokio_util::sync::CancellationToken;
use wick_proto::trace::TraceContext;

use data_dir::DataDir;
pub use progress::Progress;
pub(crate) use progress::ProgressSender;

/// The call that an operation answers: who asks, until when, and whether anybody still waits.
/// Cheap to clone.
#[derive(Clone)]
pub struct Context(Arc<Content>);

pub(crate) struct Content {
    pub(crate) connector: Arc<str>,
    pub(crate) request_id: String,
    pub(crate) session_id: String,
    /// Begun when it is first asked for, if the host named none.
    pub(crate) trace: OnceLock<TraceContext>,
    pub(crate) deadline: Option<Instant>,
    pub(crate) cancellation: CancellationToken,
    pub(crate) progress: Option<ProgressSender>,
    /// In place of the directory that the process would have.
    pub(crate) data_dir: Option<PathBuf>,
}

impl Context {
    pub(crate) fn new(content: Content) -> Self {
        Self(Arc::new(content))
    }

    /// A context for tests: nobody cancels it and it has no deadline.
    pub fn detached(connector: &str) -> Self {
        Self::new(Content {
            connector: connector.into(),
            request_id: String::new(),
            session_id: String::new(),
            trace: OnceLock::new(),
            deadline: None,
            cancellation: CancellationToken::new(),
            progress: None,
            data_dir: None,
        })
    }

    /// The key of the connector.
    pub fn connector(&self) -> &str {
        &self.0.connector
    }

    /// The host's name for this call; empty when it gave none, as a Go host does.
    pub fn request_id(&self) -> &str {
        &self.0.request_id
    }

    /// The host's name for the chat session; empty when it gave none, as a Go host does.
    pub fn session_id(&self) -> &str {
        &self.0.session_id
    }

    /// The span of this call, as the header `traceparent` names it to a service that takes part in W3C
    /// Trace Context. Its trace is the host's; where that named none, as a Go host does, one was begun.
    ///
    /// ```
    /// # let context = wick_runtime::Context::detached("desk");
    /// let header = ("traceparent", context.trace_parent());
    /// assert_eq!(header.1.len(), 55);
    /// ```
    pub fn trace_parent(&self) -> String {
        self.trace().parent().to_string()
    }

    /// What the host wants to be passed on beside that, in the header `tracestate`; mostly empty.
    pub fn trace_state(&self) -> &str {
        self.trace().state()
    }

    /// The id of the trace, as logs show it: 32 hexadecimal digits.
    pub fn trace_id(&self) -> String {
        self.trace().parent().trace_id().to_string()
    }

    fn trace(&self) -> &TraceContext {
        self.0.trace.get_or_init(TraceContext::begin)
    }

    /// When the caller stops waiting, if that is known.
    pub fn deadline(&self) -> Option<Instant> {
        self.0.deadline
    }

    /// How long the caller still waits; zero when it has stopped, `None` without a deadline.
    pub fn remaining(&self) -> Option<Duration> {
        self.0
            .deadline
            .map(|deadline| deadline.saturating_duration_since(Instant::now()))
    }

    /// Whether nobody waits for the result any more. An `async` operation is simply dropped then;
    /// one that blocks a thread should look now and then.
    pub fn is_cancelled(&self) -> bool {
        self.0.cancellation.is_cancelled()
    }

    /// Waits until nobody waits for the result any more. For tasks that the operation spawned.
    pub async fn cancelled(&self) {
        self.0.cancellation.cancelled().await;
    }

    /// Tells the host how far the operation is: `done` of `total` steps, and words about it.
    /// Reports that a host does not read in time are replaced by later ones.
    pub fn progress(&self, done: u32, total: u32, message: impl Into<String>) {
        if let Some(sender) = &self.0.progress {
            sender.send_replace(Some(Progress {
                done,
                total,
                message: message.into(),
            }));
        }
    }

    /// The directory for what the connector keeps between calls, made when it is missing, for
    /// this user only. For a plugin in `…/connectors/<dir>/` it is `…/<key>` beside `connectors`;
    /// else `wick-plugins-<uid>/<key>` in the temporary directory, where `<uid>` is the number of this user.
    ///
    /// # Errors
    ///
    /// When it cannot be made, or when `wick-plugins-<uid>` belongs to another user or can be written by one.
    pub fn data_dir(&self) -> std::io::Result<PathBuf> {
        let place = match &self.0.data_dir {
            Some(given) => DataDir::OfHost(given.clone()),
            None => data_dir::locate(
                &data_dir::installed_path()?,
                &std::env::temp_dir(),
                self.connector(),
            ),
        };
        place.create()
    }
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context")
            .field("connector", &self.0.connector)
            .field("request_id", &self.0.request_id)
            .field("session_id", &self.0.session_id)
            .finish_non_exhaustive()
    }
}
