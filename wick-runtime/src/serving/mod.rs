//! Serving: everything between the start of the process and the dispatcher.
//!
//! ```text
//! arguments ─┬─ --dump-manifest, --help, --version
//!            └─ launch (what the host asked for) ─ listener ─ handshake ─ connections ─ services
//! ```

pub(crate) mod arguments;
pub(crate) mod connections;
pub(crate) mod deadline;
pub(crate) mod launch;
pub(crate) mod listener;
pub(crate) mod self_manifest;
pub(crate) mod services;
mod too_large;
pub(crate) mod usage;
