#![allow(unused)]

use wick_runtime::prelude::*;

/// Issues.
#[connector]
struct GitHub {
    /// The token.
    #[cfg(unix)]
    token: Secret,
}

fn main() {}
