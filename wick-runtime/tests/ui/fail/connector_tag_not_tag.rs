#![allow(unused)]

use wick_runtime::prelude::*;

/// Issues.
#[connector(tags = ["API"])]
struct GitHub;

fn main() {}
