//! Releases and catalogues from a real HTTP server, in the library and through the real command.
#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod catalogs;
mod command;
mod downloads;
mod environment;
mod server;
mod shop;
mod tls;
mod updates;
