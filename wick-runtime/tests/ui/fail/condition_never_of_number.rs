#![allow(unused)]

use wick_runtime::prelude::*;

/// Lends a book.
#[operation]
fn lend(
    /// Which.
    #[arg(visible_when = "other:many")]
    value: Option<String>,
    /// How many.
    other: u8,
) -> Result<()> {
    Ok(())
}

fn main() {}
