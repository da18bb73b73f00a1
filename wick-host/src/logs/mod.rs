//! What plugins write: parsed, made harmless, logged, and the last of it kept for errors.
//!
//! Nothing a plugin writes can stop this or reach a terminal unescaped.

mod entry;
mod harmless;
mod in_flight;
mod lines;
mod pump;
mod tail;

pub(crate) use harmless::harmless_excerpt;
pub use harmless::{harmless, harmless_lines, judged};
pub(crate) use in_flight::{Entry, InFlight};
pub(crate) use lines::Lines;
pub(crate) use pump::{Source, log, pump};
pub(crate) use tail::Tail;
