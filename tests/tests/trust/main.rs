//! Whom a host trusts, and with what: signed manifests, executed copies, publishers.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod command;
mod copies;
mod directory;
mod manifest;
