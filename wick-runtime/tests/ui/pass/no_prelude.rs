//! Expansions name nothing that the author could have redefined.
#![no_implicit_prelude]
#![allow(dead_code)]

struct Option;
struct Some;
struct None;
struct Vec;
struct Box;
struct Input;
struct Operation;
struct Connector;
mod core {}
mod std {}
mod wick {}

/// Issues.
#[::wick_runtime::connector]
struct Tracker {
    /// The token.
    token: ::wick_runtime::Secret,
}

/// Lists issues.
#[::wick_runtime::operation]
async fn list(
    _tracker: &Tracker,
    /// At most.
    #[arg(default = 1, range = 1..)]
    limit: u8,
) -> ::wick_runtime::Result<u8> {
    ::wick_runtime::Result::Ok(limit)
}

fn main() {}
