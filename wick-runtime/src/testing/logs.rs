//! What the plugin logs.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::{Map, Value};
use tokio::sync::watch;
use tracing::Dispatch;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::layer::SubscriberExt as _;

use super::process::soon;
use crate::logs::{HostLayer, Record};

/// How much is logged, in process as over one.
pub(super) const LEVEL: LevelFilter = LevelFilter::DEBUG;

/// One record of the log.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct LogRecord {
    /// `error`, `warn`, `info`, `debug` or `trace`.
    pub level: String,
    /// Where it comes from: the target of a `tracing` event, or `stdout`, `stderr`, `panic`.
    pub target: String,
    /// The message.
    pub message: String,
    /// Its fields and those of the spans around it, such as `operation`.
    pub fields: Map<String, Value>,
}

/// The log of one plugin.
#[derive(Clone)]
pub(super) struct Logs(Arc<Shared>);

struct Shared {
    records: Mutex<Vec<LogRecord>>,
    count: watch::Sender<usize>,
}

impl Logs {
    pub(super) fn new() -> Self {
        Self(Arc::new(Shared {
            records: Mutex::default(),
            count: watch::Sender::new(0),
        }))
    }

    /// What puts the events of this process into it.
    pub(super) fn subscriber(&self) -> Dispatch {
        let logs = self.clone();
        let log = move |record: Record| logs.add_line(&record.into_line());
        Dispatch::new(tracing_subscriber::registry().with(HostLayer::new(LEVEL, log)))
    }

    pub(super) fn add_line(&self, line: &[u8]) {
        let record = LogRecord::parse(line);
        let mut records = self.records();
        records.push(record);
        self.0.count.send_replace(records.len());
    }

    pub(super) fn all(&self) -> Vec<LogRecord> {
        self.records().clone()
    }

    pub(super) async fn wait_for(&self, is_it: impl Fn(&LogRecord) -> bool) -> LogRecord {
        let mut count = self.0.count.subscribe();
        let found = async {
            loop {
                count.borrow_and_update();
                if let Some(record) = self.records().iter().find(|record| is_it(record)) {
                    return record.clone();
                }
                count.changed().await.unwrap();
            }
        };
        soon(found).await
    }

    fn records(&self) -> MutexGuard<'_, Vec<LogRecord>> {
        // A record is added or not; there is nothing between.
        self.0
            .records
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl LogRecord {
    /// Reads a line in the form that hosts read; what is none is a message without a level.
    fn parse(line: &[u8]) -> Self {
        let Ok(mut fields) = serde_json::from_slice::<Map<String, Value>>(line) else {
            return Self {
                level: "info".to_owned(),
                target: "stderr".to_owned(),
                message: String::from_utf8_lossy(line).trim_end().to_owned(),
                fields: Map::new(),
            };
        };
        let mut text = |key: &str| match fields.shift_remove(key) {
            Some(Value::String(text)) => text,
            _ => String::new(),
        };
        let (level, target, message) = (text("@level"), text("@module"), text("@message"));
        fields.shift_remove("@timestamp");
        Self {
            level,
            target,
            message,
            fields,
        }
    }
}

impl fmt::Display for LogRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:5} {}: {}", self.level, self.target, self.message)?;
        for (name, value) in &self.fields {
            write!(f, " {name}={value}")?;
        }
        Ok(())
    }
}
