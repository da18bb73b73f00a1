//! A target for each parser of what others send: a plugin, a host, a publisher, a catalog.
//!
//! A target takes any bytes and panics over none. `cargo test -p wick-fuzz` replays the committed corpus with some
//! mutations of it; `.ci/fuzz` lets a fuzzer look for bytes that reach new code.

mod canned;
mod connector;
mod mutation;
mod panics;
mod targets;

pub use canned::Canned;
pub use connector::dispatcher;
pub use mutation::mutated;
pub use panics::panics_of;
pub use targets::{TARGETS, Target, key, target};
