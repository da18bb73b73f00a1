//! Which trace a call is part of, as in W3C Trace Context.
//!
//! The headers `traceparent` and `tracestate` go with a call from the host to the plugin, and on from
//! there to whatever the plugin calls. What cannot be read is never an error: a new trace is begun.

#[cfg(feature = "otel")]
pub mod opentelemetry;

use std::fmt;
use std::hash::{BuildHasher as _, RandomState};
use std::num::{NonZeroU64, NonZeroU128};
use std::str::FromStr;

/// The header that names the trace and the span that calls.
pub const TRACE_PARENT: &str = "traceparent";

/// The header with what tracing systems want to be passed on.
pub const TRACE_STATE: &str = "tracestate";

/// Longest `tracestate` that is passed on, which is what everybody must take.
const MAX_STATE_BYTES: usize = 512;

/// Length of a `traceparent` of version 00; later ones may add to it.
const LENGTH: usize = 55;

/// A span of a trace, as the header `traceparent` names it.
///
/// ```
/// use wick_proto::trace::TraceParent;
///
/// let text = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
/// let parent: TraceParent = text.parse()?;
/// assert_eq!(parent.to_string(), text);
/// assert_eq!(parent.child().trace_id().to_string(), parent.trace_id().to_string());
/// # Ok::<(), wick_proto::trace::NotTraceParent>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TraceParent {
    trace: NonZeroU128,
    span: NonZeroU64,
    is_sampled: bool,
}

/// A text that is no `traceparent`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "not a traceparent: it must be like 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
)]
pub struct NotTraceParent;

impl TraceParent {
    /// A span, unless one of the ids is 0. One that is sampled is recorded by whoever made it.
    pub fn new(trace: u128, span: u64, is_sampled: bool) -> Option<Self> {
        Some(Self {
            trace: NonZeroU128::new(trace)?,
            span: NonZeroU64::new(span)?,
            is_sampled,
        })
    }

    /// The first span of a new trace. It counts as sampled: both sides log it.
    pub fn begin() -> Self {
        let (high, low) = (random(), random());
        Self {
            trace: NonZeroU128::from(high) | u128::from(low.get()) << 64,
            span: random(),
            is_sampled: true,
        }
    }

    /// A new span below this one.
    #[must_use]
    pub fn child(self) -> Self {
        Self {
            span: random(),
            ..self
        }
    }

    /// The id of the trace, as a number.
    pub fn trace(&self) -> u128 {
        self.trace.get()
    }

    /// The id of the span, as a number.
    pub fn span(&self) -> u64 {
        self.span.get()
    }

    /// The id of the trace: 32 hexadecimal digits.
    pub fn trace_id(&self) -> impl fmt::Display + use<> {
        Hexadecimal(self.trace.get(), 32)
    }

    /// The id of the span: 16 hexadecimal digits.
    pub fn span_id(&self) -> impl fmt::Display + use<> {
        Hexadecimal(self.span.get().into(), 16)
    }

    /// Whether its maker records it.
    pub fn is_sampled(&self) -> bool {
        self.is_sampled
    }
}

impl fmt::Display for TraceParent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let flags = u8::from(self.is_sampled);
        write!(f, "00-{:032x}-{:016x}-{flags:02x}", self.trace, self.span)
    }
}

impl FromStr for TraceParent {
    type Err = NotTraceParent;

    fn from_str(text: &str) -> Result<Self, NotTraceParent> {
        Self::parse(text).ok_or(NotTraceParent)
    }
}

impl TraceParent {
    fn parse(text: &str) -> Option<Self> {
        let (known, more) = text.split_at_checked(LENGTH)?;
        let mut parts = known.split('-');
        let (version, trace, span, flags) =
            (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let version = hexadecimal(version, 2)?;
        // 255 is none; a later version keeps these parts and may add others.
        let is_known = match version {
            0 => more.is_empty(),
            255 => false,
            _ => more.is_empty() || more.starts_with('-'),
        };
        let flags = hexadecimal(flags, 2)?;
        let span = u64::try_from(hexadecimal(span, 16)?).ok()?;
        if !is_known || parts.next().is_some() {
            return None;
        }
        Self::new(hexadecimal(trace, 32)?, span, flags & 1 == 1)
    }
}

/// A trace as it goes from one process to the next: a span, and what others want to be passed on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceContext {
    parent: TraceParent,
    state: String,
}

impl TraceContext {
    /// From the values of the two headers; `None` if there is no `traceparent` that can be read. A
    /// `tracestate` that nobody has to take is left out.
    pub fn read(parent: &str, state: Option<&str>) -> Option<Self> {
        let parent = parent.parse().ok()?;
        Some(Self::new(parent, state.unwrap_or_default()))
    }

    /// A span with a `tracestate`, which is left out if nobody has to take it.
    pub fn new(parent: TraceParent, state: &str) -> Self {
        let is_fine =
            state.len() <= MAX_STATE_BYTES && state.bytes().all(|byte| matches!(byte, b' '..=b'~'));
        Self {
            parent,
            state: if is_fine { state.trim() } else { "" }.to_owned(),
        }
    }

    /// A new trace.
    pub fn begin() -> Self {
        Self::new(TraceParent::begin(), "")
    }

    /// A new span below this one.
    #[must_use]
    pub fn child(&self) -> Self {
        Self {
            parent: self.parent.child(),
            state: self.state.clone(),
        }
    }

    /// The span.
    pub fn parent(&self) -> TraceParent {
        self.parent
    }

    /// The value of `tracestate`, or empty.
    pub fn state(&self) -> &str {
        &self.state
    }
}

struct Hexadecimal(u128, usize);

impl fmt::Display for Hexadecimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:0width$x}", self.0, width = self.1)
    }
}

/// Exactly so many digits, and lower case, as the standard has it.
fn hexadecimal(text: &str, digits: usize) -> Option<u128> {
    let is_fine = text.len() == digits
        && text
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    is_fine.then(|| u128::from_str_radix(text, 16).ok())?
}

/// The keys of a new `RandomState` differ from all others of this process, and are random.
fn random() -> NonZeroU64 {
    let number = RandomState::new().hash_one(());
    NonZeroU64::new(number).unwrap_or(NonZeroU64::MIN)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const FINE: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    #[test]
    fn what_the_standard_allows_is_read() {
        let parent: TraceParent = FINE.parse().unwrap();
        assert_eq!(parent.trace_id().to_string(), FINE[3..35]);
        assert_eq!(parent.span_id().to_string(), FINE[36..52]);
        assert!(parent.is_sampled());
        for (text, is_sampled) in [
            (FINE.replace("-01", "-00"), false),
            (FINE.replace("-01", "-fe"), false),
            (FINE.replace("-01", "-ff"), true),
            (FINE.replacen("00", "cc", 1), true),
            (FINE.replacen("00", "01", 1) + "-what-comes", true),
        ] {
            let read: TraceParent = text.parse().unwrap();
            assert_eq!(read.is_sampled(), is_sampled, "{text}");
            assert_eq!(read.to_string()[..52], *FINE.split_at(52).0, "{text}");
        }
    }

    #[test]
    fn whatever_else_is_none() {
        for text in [
            "".to_owned(),
            "00".to_owned(),
            FINE.to_uppercase(),
            format!(" {FINE}"),
            format!("{FINE} "),
            format!("{FINE}-more"),
            FINE.replacen("00", "ff", 1),
            FINE.replacen("00", "01", 1) + "more",
            FINE.replace('-', "_"),
            FINE.replace("4bf9", "4bf-"),
            FINE.replace("4bf9", "+bf9"),
            FINE.replace("4bf9", "ü9"),
            FINE.replace(&FINE[3..35], &"0".repeat(32)),
            FINE.replace(&FINE[36..52], &"0".repeat(16)),
        ] {
            assert_eq!(text.parse::<TraceParent>(), Err(NotTraceParent), "{text}");
            assert_eq!(TraceContext::read(&text, None), None);
        }
    }

    #[test]
    fn a_state_that_nobody_has_to_take_is_left_out() {
        let state = |state: &str| TraceContext::read(FINE, Some(state)).unwrap().state;
        assert_eq!(state("a=1,b=2"), "a=1,b=2");
        assert_eq!(state(&"x".repeat(513)), "");
        assert_eq!(state("a=ü"), "");
        assert_eq!(state("a=1\r\nother: 2"), "");
    }

    #[test]
    fn new_traces_and_spans_differ() {
        let traces: std::collections::HashSet<_> =
            (0..1000).map(|_| TraceParent::begin()).collect();
        assert_eq!(traces.len(), 1000);
        let (parent, child) = (TraceParent::begin(), TraceParent::begin().child());
        assert_ne!(parent.span, child.span);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(trace in 1_u128.., span in 1_u64.., sampled: bool) {
            let parent = TraceParent::new(trace, span, sampled).unwrap();
            prop_assert_eq!(parent.to_string().parse(), Ok(parent));
            prop_assert_eq!(parent.child().trace, parent.trace);
        }

        #[test]
        fn no_text_is_misread(text in "\\PC{0,60}|[0-9a-f]{2}-[0-9a-f]{30,33}-[0-9a-f]{15,17}-[0-9a-f]{1,3}.{0,3}") {
            if let Ok(parent) = text.parse::<TraceParent>() {
                prop_assert_eq!(&parent.to_string()[3..52], &text[3..52]);
            }
        }
    }
}
