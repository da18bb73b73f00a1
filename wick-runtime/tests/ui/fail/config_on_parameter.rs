#![allow(unused)]

use wick_runtime::prelude::*;

/// Lends a book.
#[operation]
fn lend(
    /// Which.
    #[config(default = 1)]
    number: u64,
) -> Result<()> {
    Ok(())
}

fn main() {}
