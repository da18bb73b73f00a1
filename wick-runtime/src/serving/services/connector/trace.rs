//! The trace of a call, which travels in two headers.

use tonic::codegen::http::HeaderMap;
use tracing::{Span, field};
use wick_proto::trace::{TRACE_PARENT, TRACE_STATE, TraceContext};

/// The ids of the span of a call, below that of its caller, or of a new trace where the caller named none
/// that can be read. The span shows them.
pub(super) fn of(span: &Span, caller: Option<&TraceContext>) -> TraceContext {
    let trace = caller.map_or_else(TraceContext::begin, TraceContext::child);
    #[cfg(feature = "otel")]
    let trace = wick_proto::trace::opentelemetry::trace_of(span, caller).unwrap_or(trace);
    span.record("trace_id", field::display(trace.parent().trace_id()))
        .record("span_id", field::display(trace.parent().span_id()));
    trace
}

/// The span that calls, if it is named.
pub(super) fn of_caller(headers: &HeaderMap) -> Option<TraceContext> {
    let text = |name| headers.get(name)?.to_str().ok();
    // Two of them contradict each other.
    if headers.get_all(TRACE_PARENT).iter().count() > 1 {
        return None;
    }
    TraceContext::read(text(TRACE_PARENT)?, text(TRACE_STATE))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARENT: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, value.parse().unwrap());
        }
        headers
    }

    #[test]
    fn a_call_is_a_span_of_its_own_in_the_trace_of_its_caller() {
        let caller = of_caller(&headers(&[(TRACE_PARENT, PARENT), (TRACE_STATE, "a=1")]));
        let trace = of(&Span::none(), caller.as_ref());
        assert_eq!(trace.parent().trace_id().to_string(), PARENT[3..35]);
        assert_ne!(trace.parent().span_id().to_string(), PARENT[36..52]);
        assert_eq!(trace.state(), "a=1");
    }

    #[test]
    fn whatever_cannot_be_read_begins_a_trace() {
        let other = "00-4bf92f3577b34da6a3ce929d0e0e4737-00f067aa0ba902b7-01";
        for pairs in [
            &[][..],
            &[(TRACE_PARENT, "")],
            &[(TRACE_PARENT, "00-00-00-00")],
            &[(TRACE_STATE, "a=1")],
            &[(TRACE_PARENT, PARENT), (TRACE_PARENT, other)],
        ] {
            let trace = of(&Span::none(), of_caller(&headers(pairs)).as_ref());
            assert_eq!(trace.state(), "");
            let id = trace.parent().trace_id().to_string();
            assert_ne!(id, PARENT[3..35]);
            assert_eq!(id.len(), 32);
        }
    }
}
