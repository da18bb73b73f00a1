#![allow(unused)]

use wick_runtime::prelude::*;

/// Lends a book.
#[operation]
fn lend(
    /// Which.
    #[arg(widget = "dropdown", options = "new|old|new")]
    value: String,
) -> Result<()> {
    Ok(())
}

fn main() {}
