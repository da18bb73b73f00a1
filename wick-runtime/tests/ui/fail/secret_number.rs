#![allow(unused)]

use wick_runtime::prelude::*;

/// Lends a book.
#[operation]
fn lend(
    /// Which.
    #[arg(secret)]
    value: u32,
) -> Result<()> {
    Ok(())
}

fn main() {}
