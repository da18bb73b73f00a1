#![allow(unused)]

use wick_runtime::prelude::*;

/// Lends a book.
#[operation(templateable = ["titel"])]
fn lend(
    /// Which.
    title: String,
) -> Result<()> {
    Ok(())
}

fn main() {}
