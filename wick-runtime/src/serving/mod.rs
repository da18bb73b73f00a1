//! Serving: everything between the start of the process and the dispatcher.
//!
//! ```text
//! arguments ─┬─ --dump-manifest, --help, --version
//!            └─ launch (what the host asked for) ─ listener ─ handshake ─ connections ─ services
//! ```

pub(crate) mod arguments;
mod connections;
mod deadline;
#[cfg(feature = "fuzzing")]
pub mod fuzzing;
mod http2;
pub(crate) mod launch;
mod listener;
mod pace;
pub(crate) mod reattach;
mod relay;
pub(crate) mod self_manifest;
pub(crate) mod services;
pub(crate) mod session;
mod too_large;
pub(crate) mod usage;
