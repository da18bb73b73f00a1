#![allow(unused)]

use wick_runtime::prelude::*;

/// Issues.
#[connector(name = "🐙")]
struct GitHub;

fn main() {}
