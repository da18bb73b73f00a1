use tokio::io::{AsyncRead, AsyncReadExt};
use tracing::Level;
use wick_proto::ConnectorKey;

use super::entry::{Entry, Reader};
use super::{Lines, Tail, harmless};

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
) {
    let mut buffer = vec![0; 8 << 10];
    let mut lines = Lines::default();
    let mut reader = Reader::default();
    let mut take = |line: &str| {
        let entry = match source {
            Source::Stderr => reader.read(line),
            Source::Stdout => raw(line),
        };
        let text = emit(&connector, &entry);
        if source == Source::Stderr {
            tail.push(&text);
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
    emit(connector, &raw(line));
}

fn raw(line: &str) -> Entry {
    Entry {
        level: Level::DEBUG,
        message: line.to_owned(),
        fields: String::new(),
    }
}

/// Logs the entry and returns it as one harmless line.
fn emit(connector: &ConnectorKey, entry: &Entry) -> String {
    let message = harmless(&entry.message);
    let fields = harmless(&entry.fields);
    // The level of an event is part of its static description, hence one call for each.
    macro_rules! event {
        ($level:ident) => {
            if fields.is_empty() {
                tracing::event!(target: "wick::plugin", Level::$level, %connector, "{message}")
            } else {
                tracing::event!(target: "wick::plugin", Level::$level, %connector, fields, "{message}")
            }
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
