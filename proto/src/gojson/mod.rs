//! JSON as Go's `encoding/json` reads and writes it.
//!
//! Manifests cross between Go and Rust in both directions, and a digest or a golden file of one
//! must hold for the other. So what is written here is what Go writes, byte for byte, and what Go
//! reads is read:
//!
//! - The keys of a struct match in any letter case. Of a repeated key, the last value counts;
//!   unlike in Go, repeated objects are not merged.
//! - `null` is the zero value of anything: in a struct it counts as a missing key.
//! - Unknown keys are passed over.
//! - An integer is written without fraction and exponent; a text or a list is never a number.
//! - Bytes that are not UTF-8, and halves of surrogate pairs, become U+FFFD.
//! - Nothing may follow the value but white space, and no byte order mark may precede it.
//!
//! Values may be nested 128 deep (Go allows 10,000), so that no input exhausts the stack.

mod access;
mod error;
mod node;
mod parse;
mod plain;
mod read;
mod text;
mod write;

pub use error::Error;
pub use plain::plain;
pub(crate) use read::Parsed;
pub use read::from_slice;
pub use write::{null_if_empty, to_string, to_string_pretty};
pub(crate) use write::{write, write_pretty};

#[cfg(test)]
mod tests;
