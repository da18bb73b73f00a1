//! How much is logged.

use std::str::FromStr;

use tracing::level_filters::LevelFilter;
use wick_proto::environment;

/// A level, as the host names it. Lower is more important.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    Error,
    Warn,
    Info,
    Debug,
    Trace,
}

impl Level {
    /// The name in a log line.
    pub(super) fn name(self) -> &'static str {
        match self {
            Level::Error => "error",
            Level::Warn => "warn",
            Level::Info => "info",
            Level::Debug => "debug",
            Level::Trace => "trace",
        }
    }
}

impl From<&tracing::Level> for Level {
    fn from(level: &tracing::Level) -> Self {
        match *level {
            tracing::Level::ERROR => Level::Error,
            tracing::Level::WARN => Level::Warn,
            tracing::Level::INFO => Level::Info,
            tracing::Level::DEBUG => Level::Debug,
            tracing::Level::TRACE => Level::Trace,
        }
    }
}

/// The most verbose level that is logged: that of `WICK_LOG`, `info` when it names none.
pub(super) fn chosen() -> LevelFilter {
    std::env::var(environment::LOG)
        .ok()
        .and_then(|text| LevelFilter::from_str(text.trim()).ok())
        .unwrap_or(LevelFilter::INFO)
}

/// Whether `level` passes `filter`.
pub(super) fn passes(level: Level, filter: LevelFilter) -> bool {
    let filter = filter.into_level();
    filter.is_some_and(|most| level <= Level::from(&most))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_passes_its_level_and_the_more_important_ones() {
        assert!(passes(Level::Error, LevelFilter::INFO));
        assert!(passes(Level::Info, LevelFilter::INFO));
        assert!(!passes(Level::Debug, LevelFilter::INFO));
        assert!(!passes(Level::Error, LevelFilter::OFF));
    }
}
