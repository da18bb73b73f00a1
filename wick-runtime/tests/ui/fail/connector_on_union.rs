#![allow(unused)]

use wick_runtime::prelude::*;

/// Lends books.
#[connector]
union Library {
    books: u32,
}

fn main() {}
