#![allow(unused)]

use wick_runtime::prelude::*;

/// Issues.
#[connector]
struct GitHub {
    token: Secret,
}

fn main() {}
