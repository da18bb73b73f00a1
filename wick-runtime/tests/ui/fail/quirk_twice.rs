#![allow(unused)]

use wick_runtime::prelude::*;

/// Lends a book.
#[operation(quirks = ["Slow.", "Slow."])]
fn lend() -> Result<()> {
    Ok(())
}

fn main() {}
