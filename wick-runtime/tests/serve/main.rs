//! A real plugin process, driven as a host drives it: `examples/probe.rs`.

#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a failed unwrap is a failed test"
)]

mod calls;
mod handshake;
mod isolation;
mod lifecycle;
mod logs;
mod people;
mod security;
mod services;
mod support;
