#![allow(unused)]

use wick_runtime::prelude::*;

/// Issues.
#[connector]
enum GitHub {
    Cloud,
}

fn main() {}
