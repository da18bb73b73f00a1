//! From what a host gave to the author's types.
//!
//! Value by value and by the type's own serde hints: a Go host sends texts only, wick-host sends
//! JSON, and both must mean the same. Pure; nothing here knows about connectors.

mod by_schema;
mod deserializer;
#[cfg(test)]
mod exact_values;
mod explain;
mod fault;
mod given;
#[cfg(test)]
mod go_values;
mod json;
mod nested;
mod number;
mod reading;
mod scalar;
mod whole;

pub(crate) use by_schema::fault as fault_by_schema;
pub(crate) use explain::{Accepts, Secrecy, explain};
pub use fault::Fault;
pub(crate) use fault::FaultKind;
pub use given::Given;
pub(crate) use reading::decode;
pub(crate) use whole::{Whole, parse as parse_whole};
