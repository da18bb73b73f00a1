#![allow(unused)]

use wick_runtime::prelude::*;

/// Issues.
#[connector]
struct GitHub<T> {
    /// The token.
    token: T,
}

fn main() {}
