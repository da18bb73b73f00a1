//! Every kind of `Result`.
#![expect(
    unused_qualifications,
    reason = "types are named in all the ways that an author may"
)]

use std::fmt;

use wick_runtime::prelude::*;

#[derive(Debug)]
struct Failure;

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("failed")
    }
}

impl std::error::Error for Failure {}

type Own<T, E = Failure> = std::result::Result<T, E>;

/// The runtime's own.
#[operation]
fn runtime() -> wick_runtime::Result<String> {
    Ok(std::fs::read_to_string("/nowhere")?)
}

/// An error of the author's.
#[operation]
fn own() -> Own<u8> {
    Err(Failure)
}

/// An error that is converted on the way.
#[operation]
async fn converted() -> Result<u8> {
    Ok(own()?)
}

/// An error of the standard library.
#[operation]
fn std_error() -> std::io::Result<Vec<u8>> {
    std::fs::read("/nowhere")
}

fn main() {
    assert!(runtime().is_err() && own().is_err() && std_error().is_err());
}
