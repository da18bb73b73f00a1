#![allow(unused)]

use wick_runtime::prelude::*;

/// Lends a book.
#[operation]
fn lend(
    /// The code.
    #[arg(range = 1..=5)]
    code: Secret,
) -> Result<()> {
    Ok(())
}

fn main() {}
