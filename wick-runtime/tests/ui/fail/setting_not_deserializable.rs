#![allow(unused)]

use wick_runtime::prelude::*;

struct Token;

/// Issues.
#[connector]
struct GitHub {
    /// The token.
    token: Token,
}

fn main() {}
