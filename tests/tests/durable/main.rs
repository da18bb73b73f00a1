//! What is installed, and whether it may run, survives: kills at every step, several writers at once, hostile
//! archives. Hosts that watch take it up by themselves.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod enabled;
mod hostile;
mod killed;
mod shop;
mod strace;
mod thousand;
mod watching;
mod writers;
