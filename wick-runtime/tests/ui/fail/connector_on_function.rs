#![allow(unused)]

use wick_runtime::prelude::*;

/// Issues.
#[connector]
fn github() {}

fn main() {}
