#![allow(unused)]

use wick_runtime::prelude::*;

/// Lends a book.
#[operation]
fn lend(
    /// Days.
    #[arg(default = 40, range = 1..=30, length = 3, widgt = "number")]
    days: u8,
) -> Result<()> {
    Ok(())
}

fn main() {}
