//! Seeing inside of a running host: its spans, the traces that go on in plugins, its metrics, and `wick ps`.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod metrics;
mod otel;
mod ps;
mod scrape;
mod spans;
