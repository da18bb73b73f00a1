use std::collections::HashMap;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tonic::codegen::http::HeaderMap;
use tonic::metadata::MetadataValue;
use wick_proto::limits::{JSON_HEADER, STRICT_HEADER};
use wick_proto::trace::{TRACE_PARENT, TRACE_STATE, TraceContext};
use wick_proto::wire::connector::ExecuteRequest;

/// One call of an operation.
///
/// ```
/// use std::time::Duration;
/// use wick_host::Call;
///
/// let call = Call::new("search_issues", r#"{"query":"crash"}"#)
///     .setting("token", "…")
///     .within(Duration::from_secs(30));
/// assert_eq!(call.operation(), "search_issues");
/// ```
#[derive(Clone)]
pub struct Call {
    request: ExecuteRequest,
    limit: Option<Duration>,
    strict: bool,
    /// The caller's span; on the way to the plugin, that of the call.
    trace: Option<TraceContext>,
}

impl Call {
    /// Calls `operation` with `arguments`, a JSON object, and a new request id.
    pub fn new(operation: impl Into<String>, arguments: impl Into<Vec<u8>>) -> Self {
        Self {
            request: ExecuteRequest {
                operation: operation.into(),
                args_json: arguments.into(),
                creds: HashMap::new(),
                request_id: request_id(),
                session_id: String::new(),
            },
            limit: None,
            strict: false,
            trace: None,
        }
    }

    /// Adds one setting of the account that is called for.
    #[must_use]
    pub fn setting(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.request.creds.insert(key.into(), value.into());
        self
    }

    /// Adds settings.
    #[must_use]
    pub fn settings(mut self, settings: impl IntoIterator<Item = (String, String)>) -> Self {
        self.request.creds.extend(settings);
        self
    }

    /// Sets the id that logs of both sides show, in place of a generated one, which an empty one leaves.
    #[must_use]
    pub fn request_id(mut self, id: impl Into<String>) -> Self {
        let id = id.into();
        if !id.is_empty() {
            self.request.request_id = id;
        }
        self
    }

    /// Says of which trace the call is part, with the values of the headers `traceparent` and `tracestate`
    /// of W3C Trace Context. Without that, or if it cannot be read, a trace is begun.
    ///
    /// ```
    /// # let call = wick_host::Call::new("search_issues", "{}");
    /// let call = call.trace("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "");
    /// ```
    #[must_use]
    pub fn trace(mut self, parent: &str, state: &str) -> Self {
        self.trace = TraceContext::read(parent, Some(state));
        self
    }

    /// Says which conversation the call belongs to.
    #[must_use]
    pub fn session_id(mut self, id: impl Into<String>) -> Self {
        self.request.session_id = id.into();
        self
    }

    /// Limits the time to the complete result. The plugin learns of the limit.
    #[must_use]
    pub fn within(mut self, limit: Duration) -> Self {
        self.limit = Some(limit);
        self
    }

    /// Has arguments refused that the operation does not know, by name. A plugin ignores them else, and
    /// one of the Go SDK always does.
    #[must_use]
    pub fn strict(mut self) -> Self {
        self.strict = true;
        self
    }

    /// The operation.
    pub fn operation(&self) -> &str {
        &self.request.operation
    }

    pub(crate) fn id(&self) -> &str {
        &self.request.request_id
    }

    pub(crate) fn session(&self) -> &str {
        &self.request.session_id
    }

    /// The span that calls, if it was given.
    pub(crate) fn caller(&self) -> Option<&TraceContext> {
        self.trace.as_ref()
    }

    /// Sets the span of the call itself.
    pub(crate) fn set_trace(&mut self, trace: TraceContext) {
        self.trace = Some(trace);
    }

    pub(super) fn limit(&self) -> Option<Duration> {
        self.limit
    }

    /// For [`Channel::open`](crate::connect::Channel::open): the headers and the message.
    pub(super) fn into_parts(self) -> (HeaderMap, ExecuteRequest) {
        let (metadata, _, message) = self.into_request().into_parts();
        (metadata.into_headers(), message)
    }

    pub(super) fn into_request(self) -> tonic::Request<ExecuteRequest> {
        let mut request = tonic::Request::new(self.request);
        if let Some(limit) = self.limit {
            request.set_timeout(limit);
        }
        let yes = MetadataValue::from_static("1");
        if self.strict {
            request.metadata_mut().insert(STRICT_HEADER, yes.clone());
        }
        request.metadata_mut().insert(JSON_HEADER, yes);
        if let Some(trace) = self.trace {
            let mut add = |name, value: &str| {
                // Both are visible ASCII, which is what a header may hold.
                if let Ok(value) = MetadataValue::try_from(value) {
                    request.metadata_mut().insert(name, value);
                }
            };
            add(TRACE_PARENT, &trace.parent().to_string());
            if !trace.state().is_empty() {
                add(TRACE_STATE, trace.state());
            }
        }
        request
    }
}

/// Shows neither arguments nor settings: they may be secrets.
impl std::fmt::Debug for Call {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Call")
            .field("operation", &self.request.operation)
            .field("request_id", &self.request.request_id)
            .field("limit", &self.limit)
            .finish_non_exhaustive()
    }
}

/// Sorts by time, to the millisecond, and is as good as never the same twice.
fn request_id() -> String {
    let time = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
        .as_millis();
    // The keys of a new `RandomState` differ from all others of this process, and are random.
    let random = RandomState::new().build_hasher().finish();
    format!("{time:012x}-{random:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn request_ids_differ() {
        let ids: std::collections::HashSet<_> = (0..1000).map(|_| request_id()).collect();
        assert_eq!(ids.len(), 1000);
        assert!(ids.iter().all(|id| id.len() == 29));
    }

    #[test]
    fn a_trace_goes_along_in_two_headers_and_nonsense_does_not() {
        let parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        let call = Call::new("op", "{}").trace(parent, "a=1");
        let request = call.into_request();
        assert_eq!(request.metadata().get("traceparent").unwrap(), parent);
        assert_eq!(request.metadata().get("tracestate").unwrap(), "a=1");
        let request = Call::new("op", "{}")
            .trace("nonsense", "a=1")
            .into_request();
        assert!(request.metadata().get("traceparent").is_none());
        assert!(request.metadata().get("tracestate").is_none());
    }

    #[test]
    fn an_empty_request_id_leaves_the_generated_one() {
        assert_eq!(Call::new("op", "{}").request_id("").id().len(), 29);
        assert_eq!(Call::new("op", "{}").request_id("mine").id(), "mine");
    }

    #[test]
    fn nothing_secret_is_shown() {
        let call = Call::new("op", r#"{"pin":"hunter2"}"#).setting("token", "hunter2");
        let shown = format!("{call:?}");
        assert!(
            shown.contains("op") && !shown.contains("hunter2"),
            "{shown}"
        );
    }
}
