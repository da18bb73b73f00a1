#![allow(unused)]

use wick_runtime::prelude::*;

/// Lends a book.
#[operation]
fn lend(
    /// Which.
    #[arg(default = 'x')]
    value: String,
) -> Result<()> {
    Ok(())
}

fn main() {}
