//! What was traced and logged in this process.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard};

use tokio::sync::watch;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::DefaultGuard;
use tracing::{Event, Metadata, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::{Context, SubscriberExt as _};
use tracing_subscriber::registry::LookupSpan;

use crate::timely;

/// The fields of a span or an event, as texts.
pub type Fields = BTreeMap<String, String>;

/// What hosts in this thread traced and logged.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    all: Arc<Mutex<All>>,
    changed: Arc<watch::Sender<()>>,
}

#[derive(Debug, Default)]
struct All {
    spans: Vec<Span>,
    events: Vec<Logged>,
}

/// A span.
#[derive(Clone, Debug)]
pub struct Span {
    id: u64,
    /// Its name.
    pub name: &'static str,
    /// Its fields; those that were recorded later, too.
    pub fields: Fields,
    /// Whether it is over.
    pub is_over: bool,
}

/// An event.
#[derive(Clone, Debug)]
pub struct Logged {
    span: Option<u64>,
    /// Where it comes from.
    pub target: String,
    /// Its fields, the message included.
    pub fields: Fields,
}

impl Seen {
    /// Sees everything of wick's on this thread until the guard is dropped.
    pub fn here() -> (Self, DefaultGuard) {
        let seen = Self::default();
        let subscriber = tracing_subscriber::registry().with(seen.clone());
        (seen, tracing::subscriber::set_default(subscriber))
    }

    /// The first span of that name that is over and is the one.
    pub async fn span(&self, name: &str, is_it: impl Fn(&Fields) -> bool) -> Span {
        let pick = |all: &All| {
            let mut spans = all.spans.iter().filter(|span| span.is_over);
            let found = spans.find(|span| span.name == name && is_it(&span.fields));
            found.cloned()
        };
        self.wait_for(pick).await
    }

    /// The first event that is the one.
    pub async fn event(&self, is_it: impl Fn(&Logged) -> bool) -> Logged {
        self.wait_for(|all| all.events.iter().find(|event| is_it(event)).cloned())
            .await
    }

    /// The span that an event was in, over or not.
    pub fn span_of(&self, event: &Logged) -> Option<Span> {
        let all = self.all();
        let spans = all.spans.iter();
        spans
            .rev()
            .find(|span| Some(span.id) == event.span)
            .cloned()
    }

    async fn wait_for<T>(&self, pick: impl Fn(&All) -> Option<T>) -> T {
        let mut changed = self.changed.subscribe();
        let found = async {
            loop {
                changed.borrow_and_update();
                if let Some(found) = pick(&self.all()) {
                    return found;
                }
                changed.changed().await.unwrap();
            }
        };
        timely(found).await
    }

    fn all(&self) -> MutexGuard<'_, All> {
        self.all.lock().unwrap()
    }

    fn change(&self, change: impl FnOnce(&mut All)) {
        change(&mut self.all());
        self.changed.send_replace(());
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Seen {
    fn enabled(&self, metadata: &Metadata<'_>, _: Context<'_, S>) -> bool {
        metadata.target().starts_with("wick")
    }

    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, _: Context<'_, S>) {
        let mut fields = Texts::default();
        attributes.record(&mut fields);
        self.change(|all| {
            all.spans.push(Span {
                id: id.into_u64(),
                name: attributes.metadata().name(),
                fields: fields.0,
                is_over: false,
            });
        });
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, _: Context<'_, S>) {
        let mut fields = Texts::default();
        values.record(&mut fields);
        self.change(|all| all.open(id).fields.extend(fields.0));
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut fields = Texts::default();
        event.record(&mut fields);
        let span = context.event_span(event);
        self.change(|all| {
            all.events.push(Logged {
                span: span.map(|span| span.id().into_u64()),
                target: event.metadata().target().to_owned(),
                fields: fields.0,
            });
        });
    }

    fn on_close(&self, id: Id, _: Context<'_, S>) {
        self.change(|all| all.open(&id).is_over = true);
    }
}

impl All {
    /// Ids are used again once their span is over.
    fn open(&mut self, id: &Id) -> &mut Span {
        let mut spans = self.spans.iter_mut();
        spans
            .rfind(|span| span.id == id.into_u64() && !span.is_over)
            .unwrap()
    }
}

#[derive(Default)]
struct Texts(Fields);

impl Visit for Texts {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name().to_owned(), value.to_owned());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.insert(field.name().to_owned(), format!("{value:?}"));
    }
}
