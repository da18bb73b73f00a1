//! JSON as Go's `encoding/json` reads and writes it.
//!
//! Manifests cross between Go and Rust in both directions, and a digest or a golden file of one
//! must hold for the other. So what is written here is what Go writes, byte for byte, and what Go
//! reads is read.

mod error;
mod write;

pub use error::Error;
pub use write::{null_if_empty, to_string, to_string_pretty};
pub(crate) use write::{write, write_pretty};

use serde::de::DeserializeOwned;

/// Reads a value.
///
/// # Errors
///
/// Text that is not JSON, or a value of another type than asked for.
pub fn from_slice<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Error> {
    serde_json::from_slice(bytes).map_err(Error)
}
