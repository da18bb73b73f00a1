#![allow(unused)]

use wick_runtime::prelude::*;

/// Menus.
#[connector(name = "Café")]
struct Cafe;

fn main() {}
