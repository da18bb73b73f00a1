#![allow(unused)]

use wick_runtime::prelude::*;

/// Issues.
#[connector(check = "check")]
struct GitHub;

fn main() {}
