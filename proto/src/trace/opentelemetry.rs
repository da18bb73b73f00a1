//! The trace of a call as OpenTelemetry has it, where the program exports its spans.

use std::str::FromStr;

use opentelemetry::Context;
use opentelemetry::trace::{SpanContext, SpanId, TraceContextExt, TraceFlags, TraceId, TraceState};
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt;

use super::{TraceContext, TraceParent};

/// The ids of a span that is exported; below the caller's, if that is given, and else below that of
/// the program around it.
pub fn trace_of(span: &Span, caller: Option<&TraceContext>) -> Option<TraceContext> {
    if let Some(caller) = caller {
        // Fails where nothing is exported, which shows below.
        let _ = span.set_parent(remote(caller));
    }
    let context = span.context();
    let span = context.span();
    let span = span.span_context();
    let parent = TraceParent::new(
        u128::from_be_bytes(span.trace_id().to_bytes()),
        u64::from_be_bytes(span.span_id().to_bytes()),
        span.is_sampled(),
    )?;
    Some(TraceContext::new(parent, &span.trace_state().header()))
}

fn remote(caller: &TraceContext) -> Context {
    let parent = caller.parent();
    let flags = match parent.is_sampled() {
        true => TraceFlags::SAMPLED,
        false => TraceFlags::default(),
    };
    let state = TraceState::from_str(caller.state()).unwrap_or_default();
    let (trace, span) = (parent.trace(), parent.span());
    let caller = SpanContext::new(
        TraceId::from_bytes(trace.to_be_bytes()),
        SpanId::from_bytes(span.to_be_bytes()),
        flags,
        true,
        state,
    );
    Context::new().with_remote_span_context(caller)
}
