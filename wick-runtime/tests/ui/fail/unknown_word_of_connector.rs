#![allow(unused)]

use wick_runtime::prelude::*;

/// Issues.
#[connector(color = "red")]
struct GitHub;

fn main() {}
