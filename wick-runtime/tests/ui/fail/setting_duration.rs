#![allow(unused)]

use wick_runtime::prelude::*;

/// Issues.
#[connector]
struct GitHub {
    /// How long to wait.
    timeout: Option<std::time::Duration>,
}

fn main() {}
