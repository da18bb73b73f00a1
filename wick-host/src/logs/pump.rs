use tokio::io::{AsyncRead, AsyncReadExt};
use tracing::Level;
use wick_proto::ConnectorKey;

use super::entry::{CallIds, Entry, Reader};
use crate::guard::caught;

use super::{InFlight, Lines, Tail, harmless};

/// Where a plugin's text came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// Standard error, where log lines are.
    Stderr,
    /// Standard output, where nothing should be after the handshake.
    Stdout,
}

/// Reads until the end, for as long as the plugin lives, so that it never blocks on a full pipe.
pub(crate) async fn pump(
    mut from: impl AsyncRead + Unpin,
    source: Source,
    connector: ConnectorKey,
    tail: Tail,
    in_flight: InFlight,
) {
    let mut buffer = vec![0; 8 << 10];
    let mut lines = Lines::default();
    let mut reader = Reader::default();
    let mut read = |line: &str| {
        let entry = match source {
            Source::Stderr => reader.read(line),
            Source::Stdout => raw(line),
        };
        let text = emit(&connector, &entry, &in_flight);
        if source == Source::Stderr {
            tail.push(&text);
        }
    };
    // One line of a plugin ends neither its log nor, on a full pipe, the plugin.
    let mut take = |line: &str| {
        if let Err(panicked) = caught(|| read(line)) {
            tail.push(&format!(
                "a line of its log, over which the host panicked: {panicked}"
            ));
        }
    };
    // An error ends it like the end of the stream: there is nothing more to come.
    while let Ok(count @ 1..) = from.read(&mut buffer).await {
        lines.push(&buffer[..count], &mut take);
    }
    lines.finish(take);
}

/// Logs one line of plain output.
pub(crate) fn log(connector: &ConnectorKey, line: &str) {
    emit(connector, &raw(line), &InFlight::default());
}

fn raw(line: &str) -> Entry {
    Entry {
        level: Level::DEBUG,
        message: line.to_owned(),
        call: CallIds::default(),
        fields: String::new(),
    }
}

/// Logs the entry, in the span of the call that it is about, and returns it as one harmless line.
fn emit(connector: &ConnectorKey, entry: &Entry, in_flight: &InFlight) -> String {
    let message = harmless(&entry.message);
    let fields = harmless(&entry.fields);
    let given = Some(fields.as_str()).filter(|fields| !fields.is_empty());
    let CallIds {
        request_id,
        trace_id,
        span_id,
    } = &entry.call;
    let span = request_id.as_deref().and_then(|id| in_flight.span_of(id));
    // The level of an event is part of its static description, hence one call for each.
    macro_rules! event {
        ($level:ident) => {
            tracing::event!(
                target: "wick::plugin",
                parent: span.as_ref().and_then(tracing::Span::id),
                Level::$level,
                %connector,
                request_id = request_id.as_deref(),
                trace_id = trace_id.as_deref(),
                span_id = span_id.as_deref(),
                fields = given,
                "{message}"
            )
        };
    }
    match entry.level {
        Level::ERROR => event!(ERROR),
        Level::WARN => event!(WARN),
        Level::INFO => event!(INFO),
        Level::DEBUG => event!(DEBUG),
        Level::TRACE => event!(TRACE),
    }
    match fields.is_empty() {
        true => message,
        false => format!("{message} {fields}"),
    }
}
