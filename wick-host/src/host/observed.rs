//! What can be seen of one call from outside: its span, its trace, and what it counts as.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;
use tracing::{Instrument, Span, field};
use wick_proto::trace::TraceContext;

use super::core::Connector;
use crate::client::{Call, Client};
use crate::error::CallError;
use crate::logs;
use crate::metrics::{Calls, Outcome};

/// A call while it is made. It counts once it is dropped, as given up if it did not end before.
#[derive(Debug)]
pub(crate) struct Observed {
    span: Span,
    calls: Arc<Calls>,
    begun: Instant,
    ended: Option<(Outcome, Duration)>,
    /// The plugin's logs are shown in the span.
    in_flight: Option<logs::Entry>,
}

impl Observed {
    /// A call of an operation begins, and gets the trace that goes with it.
    pub(super) fn call(connector: &Connector, call: &mut Call) -> Self {
        let observed = Self::begin(
            connector,
            call.operation(),
            Some(call.id()),
            Some(call.session()).filter(|session| !session.is_empty()),
        );
        let trace = match call.caller() {
            Some(caller) => caller.child(),
            None => TraceContext::begin(),
        };
        #[cfg(feature = "otel")]
        let trace = wick_proto::trace::opentelemetry::trace_of(&observed.span, call.caller())
            .unwrap_or(trace);
        let parent = trace.parent();
        observed
            .span
            .record("trace_id", field::display(parent.trace_id()))
            .record("span_id", field::display(parent.span_id()));
        call.set_trace(trace);
        observed
    }

    /// Another request to the plugin begins.
    pub(super) fn request(connector: &Connector, name: &str) -> Self {
        Self::begin(connector, name, None, None)
    }

    fn begin(
        connector: &Connector,
        operation: &str,
        request_id: Option<&str>,
        session_id: Option<&str>,
    ) -> Self {
        let span = tracing::info_span!(
            target: "wick::host",
            "call",
            connector = %connector.verified.key(),
            operation,
            request_id,
            session_id,
            // What OpenTelemetry calls a span, and what kind of it.
            otel.name = cfg!(feature = "otel")
                .then(|| format!("{} {operation}", connector.verified.key())),
            otel.kind = cfg!(feature = "otel").then_some("client"),
            otel.status_code = field::Empty,
            trace_id = field::Empty,
            span_id = field::Empty,
            outcome = field::Empty,
            code = field::Empty,
            duration_ms = field::Empty,
        );
        Self {
            span,
            calls: connector.tally.calls(operation).clone(),
            begun: Instant::now(),
            ended: None,
            in_flight: None,
        }
    }

    /// Runs the work in the span, and notes whether it failed.
    pub(super) async fn during<T>(
        &mut self,
        work: impl Future<Output = Result<T, CallError>>,
    ) -> Result<T, CallError> {
        let result = work.instrument(self.span.clone()).await;
        if let Err(error) = &result {
            self.failed(error);
        }
        result
    }

    /// The call goes to this process.
    pub(super) fn enter(&mut self, client: &Client, request_id: &str) {
        let calls = client.in_flight();
        self.in_flight = calls.and_then(|calls| calls.enter(request_id, &self.span));
    }

    /// There is a result.
    pub(crate) fn succeeded(&mut self) {
        if self.ended.is_none() {
            self.end(Outcome::Ok);
        }
    }

    /// There is none.
    pub(crate) fn failed(&mut self, error: &CallError) {
        if let CallError::Plugin { code, .. } = error {
            self.span.record("code", code);
        }
        self.end(error.into());
    }

    fn end(&mut self, outcome: Outcome) {
        self.ended = Some((outcome, self.begun.elapsed()));
    }
}

impl Drop for Observed {
    fn drop(&mut self) {
        let given_up = || (Outcome::Cancelled, self.begun.elapsed());
        let (outcome, time) = self.ended.unwrap_or_else(given_up);
        self.calls.ended(outcome, time);
        if cfg!(feature = "otel") && outcome != Outcome::Ok {
            self.span.record("otel.status_code", "ERROR");
        }
        let (outcome, duration_ms) = (outcome.name(), milliseconds(time));
        self.span
            .record("outcome", outcome)
            .record("duration_ms", duration_ms);
        tracing::debug!(target: "wick::host", parent: &self.span, outcome, duration_ms, "the call is over");
    }
}

/// A time as spans show it.
pub(super) fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
