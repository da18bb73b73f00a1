//! Plugins that do what they should not, in Rust and in Go: whatever it is, the host says so in time
//! and by name, keeps nothing of it, and goes on serving the other connectors.
//!
//! Who misbehaves is `tests/src/bin/faultyplugin` and `tests/interop/cmd/faulty`. Every case runs beside
//! a sound connector that is called all the while, and ends with a look for processes, descriptors and
//! sockets that are left.
#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod answers;
mod bench;
mod dying;
mod escaping;
mod hanging;
mod mutated;
mod output;
mod processes;
mod start;
