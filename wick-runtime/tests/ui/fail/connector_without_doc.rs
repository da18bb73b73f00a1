#![allow(unused)]

use wick_runtime::prelude::*;

#[connector]
struct GitHub;

fn main() {}
