#![allow(unused)]

use wick_runtime::prelude::*;

/// Issues.
#[connector(categories = "Issues")]
struct GitHub;

fn main() {}
