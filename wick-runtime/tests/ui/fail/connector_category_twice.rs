#![allow(unused)]

use wick_runtime::prelude::*;

/// Issues.
#[connector(categories = ["Issues", "Branches", "Issues"])]
struct GitHub;

fn main() {}
