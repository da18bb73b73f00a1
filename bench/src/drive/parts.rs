//! The parts of a start, as host and plugin log them at `trace`.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use tracing::field::{Field, Visit};
use tracing::{Event, Metadata, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::{Context, SubscriberExt as _};

use super::nanoseconds;
use crate::Failure;

const TARGET: &str = "wick::start";
/// What a host logs of what plugins log.
const RELAYED: &str = "wick::plugin";

/// The last part of a plugin, and the first of a host that is after it.
const LINE: &str = "handshake line";
const CERTIFICATE: &str = "key and certificate";

/// How long the plugin's log lines may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// Each part by its name, with its nanoseconds.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(crate) struct Told {
    pub(crate) parts: Vec<(String, u64)>,
}

/// Hears of parts.
#[derive(Clone, Default)]
pub(super) struct Parts(Arc<(Mutex<Heard>, Condvar)>);

#[derive(Default)]
struct Heard {
    /// When a part of the host was done.
    host: Vec<(String, Instant)>,
    /// Microseconds after its `main` began at which a part of the plugin was done.
    plugin: Vec<(String, u64)>,
}

impl Parts {
    /// Listens in this process from now on.
    pub(super) fn listen() -> Result<Self, Failure> {
        let parts = Self::default();
        let subscriber = tracing_subscriber::registry().with(parts.clone());
        tracing::subscriber::set_global_default(subscriber)?;
        Ok(parts)
    }

    /// A start begins.
    pub(super) fn begin(&self) -> Instant {
        *self.heard() = Heard::default();
        Instant::now()
    }

    /// What was heard of the start that began then and whose first call was answered at `end`.
    pub(super) fn told(&self, begin: Instant, end: Instant) -> Result<Told, Failure> {
        let (_, said) = &*self.0;
        let is_missing = |heard: &mut Heard| heard.plugin.iter().all(|(part, _)| part != LINE);
        let waited = said.wait_timeout_while(self.heard(), PATIENCE, is_missing);
        let (heard, timeout) = waited.unwrap_or_else(PoisonError::into_inner);
        match timeout.timed_out() {
            true => Err("the plugin does not tell the parts of its start".into()),
            false => heard.told(begin, end),
        }
    }

    fn heard(&self) -> MutexGuard<'_, Heard> {
        // It is whole after each change.
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Heard {
    fn told(&self, begin: Instant, end: Instant) -> Result<Told, Failure> {
        let mut told = Told::default();
        let mut tell = |part: String, time: Duration| told.parts.push((part, nanoseconds(time)));
        let mut before = begin;
        for (part, done) in &self.host {
            let time = done.saturating_duration_since(before);
            match part.as_str() {
                // Between those two is the plugin's own start.
                "process" => continue,
                LINE => {
                    let own = self.plugin.last().map_or(0, |(_, done)| *done);
                    let rest = time.saturating_sub(Duration::from_micros(own));
                    tell("fork, exec, loader, waking up".to_owned(), rest);
                    let mut before = 0;
                    for (part, done) in &self.plugin {
                        let time = Duration::from_micros(done.saturating_sub(before));
                        tell(format!("plugin: {part}"), time);
                        before = *done;
                    }
                }
                CERTIFICATE => tell(format!("host: admission, {part}"), time),
                _ => tell(format!("host: {part}"), time),
            }
            before = *done;
        }
        tell(
            "host: first call".to_owned(),
            end.saturating_duration_since(before),
        );
        match told.parts.len() {
            0..4 => Err("the host does not tell the parts of its start".into()),
            _ => Ok(told),
        }
    }
}

impl<S: Subscriber> Layer<S> for Parts {
    fn enabled(&self, metadata: &Metadata<'_>, _: Context<'_, S>) -> bool {
        [TARGET, RELAYED].contains(&metadata.target())
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let now = Instant::now();
        let mut said = Said::default();
        event.record(&mut said);
        let mut heard = self.heard();
        if event.metadata().target() == TARGET {
            heard.host.push((said.message, now));
        } else if said.fields.contains(TARGET) {
            let mut words = said.fields.split(' ');
            let time = words.find_map(|word| word.strip_prefix("microseconds=")?.parse().ok());
            heard.plugin.extend(time.map(|time| (said.message, time)));
            self.0.1.notify_all();
        }
    }
}

#[derive(Default)]
struct Said {
    message: String,
    fields: String,
}

impl Visit for Said {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        match field.name() {
            "message" => self.message = format!("{value:?}"),
            "fields" => self.fields = format!("{value:?}"),
            _ => {}
        }
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            "message" => value.clone_into(&mut self.message),
            "fields" => value.clone_into(&mut self.fields),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_add_up_to_the_whole() {
        let begin = Instant::now();
        let at = |microseconds| begin + Duration::from_micros(microseconds);
        let heard = Heard {
            host: [
                (CERTIFICATE, 100),
                ("process", 150),
                (LINE, 3100),
                ("connection and TLS", 4000),
                ("first answer", 4500),
            ]
            .map(|(part, time)| (part.to_owned(), at(time)))
            .into(),
            plugin: [("socket", 400), (LINE, 1000)]
                .map(|(part, time)| (part.to_owned(), time))
                .into(),
        };
        let told = heard.told(begin, at(5000)).unwrap();
        let sum: u64 = told.parts.iter().map(|(_, time)| time).sum();
        assert_eq!(sum, 5_000_000);
        assert_eq!(told.parts[1].1, 2_000_000);
        assert_eq!(told.parts[3], (format!("plugin: {LINE}"), 600_000));
    }
}
