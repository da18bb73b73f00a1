#![allow(unused)]

use wick_runtime::prelude::*;

/// Issues.
#[connector]
struct GitHub {
    /// The token.
    #[config(colour = "red")]
    token: Secret,
}

fn main() {}
