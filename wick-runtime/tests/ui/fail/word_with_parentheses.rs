#![allow(unused)]

use wick_runtime::prelude::*;

/// Lends a book.
#[operation(category("Loans"))]
fn lend() -> Result<()> {
    Ok(())
}

fn main() {}
