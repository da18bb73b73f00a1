#![allow(unused)]

use wick_runtime::prelude::*;

/// Issues.
#[connector]
struct GitHub {
    /// The token.
    token: Secret,
    /// The other token.
    #[config(key = "token")]
    other: Secret,
}

fn main() {}
