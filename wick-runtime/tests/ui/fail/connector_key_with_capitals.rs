#![allow(unused)]

use wick_runtime::prelude::*;

/// Issues.
#[connector(key = "GitHub")]
struct GitHub;

fn main() {}
