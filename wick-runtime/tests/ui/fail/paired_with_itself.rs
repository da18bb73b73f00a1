#![allow(unused)]

use wick_runtime::prelude::*;

/// Lends a book.
#[operation(pair_with = ["lend"])]
fn lend() -> Result<()> {
    Ok(())
}

fn main() {}
