//! A call as it comes from the host.

use std::collections::HashMap;
use std::fmt;
use std::time::Instant;

use tokio::sync::watch;
use wick_proto::trace::TraceContext;

use crate::context::Progress;

/// A call as it comes from the host.
#[derive(Default)]
pub struct Request {
    /// The key of the operation.
    pub operation: String,
    /// A JSON object; nothing at all and `null` are the empty one.
    pub arguments: Vec<u8>,
    /// The settings of the account in the clear.
    pub settings: HashMap<String, String>,
    /// The host's name for this call, or empty.
    pub request_id: String,
    /// The host's name for the chat session, or empty.
    pub session_id: String,
    /// The span of this call, which the operation passes on; without one, a trace is begun.
    pub trace: Option<TraceContext>,
    /// When the host stops waiting.
    pub deadline: Option<Instant>,
    /// Whether arguments that no input asks for are an error. Else they are ignored, since the forms
    /// of a Go host send such along.
    pub strict: bool,
    /// Whether the strings among the arguments are texts of values of any type, as those of a Go host
    /// are. Else a string is a string, and a type that takes anything gets it as such.
    pub texts: bool,
    /// Where the operation's reports go.
    pub progress: Option<watch::Sender<Option<Progress>>>,
}

/// Without arguments and settings: there may be secrets among them.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("operation", &self.operation)
            .field("request_id", &self.request_id)
            .field("session_id", &self.session_id)
            .finish_non_exhaustive()
    }
}
