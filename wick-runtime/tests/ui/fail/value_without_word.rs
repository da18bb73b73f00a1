#![allow(unused)]

use wick_runtime::prelude::*;

/// Lends a book.
#[operation("Loans")]
fn lend() -> Result<()> {
    Ok(())
}

fn main() {}
