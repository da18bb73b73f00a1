//! A real plugin process, driven as a host drives it: `examples/probe.rs`.

// The probe is reached by its Unix socket and told off by signals.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod by_hand;
mod calls;
mod handshake;
mod hostile;
mod isolation;
mod lifecycle;
mod logs;
mod people;
mod secrets;
mod security;
mod services;
mod support;
