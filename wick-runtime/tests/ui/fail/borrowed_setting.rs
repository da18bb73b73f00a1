#![allow(unused)]

use wick_runtime::prelude::*;

/// Issues.
#[connector]
struct GitHub {
    /// The token.
    token: &'static str,
}

fn main() {}
