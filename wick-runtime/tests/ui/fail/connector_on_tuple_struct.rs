#![allow(unused)]

use wick_runtime::prelude::*;

/// Issues.
#[connector]
struct GitHub(String);

fn main() {}
