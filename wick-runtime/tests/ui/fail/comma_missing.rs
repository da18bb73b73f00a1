#![allow(unused)]

use wick_runtime::prelude::*;

/// Lends a book.
#[operation(category = "Loans" destructive)]
fn lend() -> Result<()> {
    Ok(())
}

fn main() {}
