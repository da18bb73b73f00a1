#![allow(unused)]

use wick_runtime::prelude::*;

/// Lends a book.
#[operation]
fn lend(
    /// The number.
    #[arg(pattern = "^[0-9]+$")]
    number: u64,
) -> Result<()> {
    Ok(())
}

fn main() {}
