#![allow(unused)]

use wick_runtime::prelude::*;

/// Lends a book.
#[operation]
fn lend(
    /// Which.
    #[arg(widget = "kvlist")]
    value: bool,
) -> Result<()> {
    Ok(())
}

fn main() {}
