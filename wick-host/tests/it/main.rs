//! The host against plugins that misbehave.
//!
//! Fakes of processes are shell scripts, and fakes of servers run in the test itself: the script hands
//! out the host's certificate and prints the line that the test gives it.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod diagnosis;
mod executed_file;
mod executed_swaps;
mod handshake;
mod headers;
mod lifecycle;
mod limits;
mod peer;
mod raw;
mod server;
mod support;
