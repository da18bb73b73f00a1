//! What the author logs with `tracing`.

use std::error::Error;
use std::fmt;

use serde_json::{Map, Value};
use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id};
use tracing::{Event, Metadata, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::LookupSpan;

use super::Record;

/// Crates below us, whose chatter could show what travels over the connection.
const QUIET: [&str; 6] = ["h2", "hyper", "hyper_util", "rustls", "tonic", "tower"];

/// Turns events into log records, with the fields of the spans that they happen in.
pub(crate) struct HostLayer<L> {
    filter: LevelFilter,
    log: L,
}

impl<L: Fn(Record)> HostLayer<L> {
    /// Gives `log` what passes `filter`.
    pub(crate) fn new(filter: LevelFilter, log: L) -> Self {
        Self { filter, log }
    }
}

/// The fields of a span, kept with it.
#[derive(Default)]
struct Fields(Map<String, Value>);

impl<S, L> Layer<S> for HostLayer<L>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    L: Fn(Record) + 'static,
{
    fn enabled(&self, metadata: &Metadata<'_>, _: Context<'_, S>) -> bool {
        let root = metadata.target().split("::").next().unwrap_or_default();
        let most = if QUIET.contains(&root) {
            self.filter.min(LevelFilter::WARN)
        } else {
            self.filter
        };
        *metadata.level() <= most
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(self.filter)
    }

    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        if let Some(span) = context.span(id) {
            span.extensions_mut().insert(fields);
        }
    }

    fn on_record(&self, id: &Id, values: &tracing::span::Record<'_>, context: Context<'_, S>) {
        if let Some(span) = context.span(id)
            && let Some(fields) = span.extensions_mut().get_mut::<Fields>()
        {
            values.record(fields);
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut own = Fields::default();
        event.record(&mut own);
        let message = match own.0.remove("message") {
            Some(Value::String(text)) => text,
            Some(other) => other.to_string(),
            None => event.metadata().name().to_owned(),
        };
        let metadata = event.metadata();
        let mut record = Record::new(metadata.level().into(), metadata.target(), message);
        let scope = context.event_scope(event);
        for span in scope.into_iter().flat_map(|scope| scope.from_root()) {
            if let Some(fields) = span.extensions().get::<Fields>() {
                record = record.fields(&fields.0);
            }
        }
        (self.log)(record.fields(&own.0));
    }
}

impl Fields {
    fn put(&mut self, field: &Field, value: impl Into<Value>) {
        // What is said to the layer of OpenTelemetry only.
        if field.name().starts_with("otel.") {
            return;
        }
        self.0.insert(field.name().to_owned(), value.into());
    }
}

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.put(field, format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.put(field, value);
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.put(field, value);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.put(field, value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.put(field, value);
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        // JSON has no infinities.
        if value.is_finite() {
            self.put(field, value);
        } else {
            self.put(field, value.to_string());
        }
    }

    fn record_error(&mut self, field: &Field, value: &(dyn Error + 'static)) {
        let mut text = value.to_string();
        let mut source = value.source();
        while let Some(error) = source {
            text.push_str(": ");
            text.push_str(&error.to_string());
            source = error.source();
        }
        self.put(field, text);
    }
}

#[cfg(test)]
mod tests {
    use std::io::{self, BufRead, BufReader};

    use tracing_subscriber::layer::SubscriberExt as _;

    use super::*;
    use crate::logs::Outlet;

    #[test]
    fn events_carry_the_fields_of_their_spans() {
        let (reader, writer) = io::pipe().unwrap();
        let outlet = Outlet::start(writer);
        let subscriber = tracing_subscriber::registry()
            .with(HostLayer::new(outlet.filter(), |record| outlet.log(record)));
        tracing::subscriber::with_default(subscriber, || {
            let _outer = tracing::info_span!("call", request_id = "r1", n = 1).entered();
            let _inner = tracing::info_span!("step", n = 2).entered();
            tracing::warn!(rate = f64::NAN, "@level" = 9, "slow {}", "down");
            tracing::trace!("not at this level");
            tracing::info!(target: "h2::codec", "not of this crate");
            tracing::info!(only = true);
        });
        let mut lines = BufReader::new(reader).lines().map(Result::unwrap);
        let mut next = || serde_json::from_str::<Value>(&lines.next().unwrap()).unwrap();
        let first = next();
        assert_eq!(first["@message"], "slow down");
        assert_eq!(first["@level"], "warn");
        assert_eq!(first["@module"], "wick_runtime::logs::layer::tests");
        assert_eq!(first["request_id"], "r1");
        assert_eq!((&first["n"], &first["rate"]), (&2.into(), &"NaN".into()));
        assert_eq!(first["_@level"], 9);
        let second = next();
        assert_eq!(second["only"], true);
        assert!(second["@message"].is_string());
    }
}
