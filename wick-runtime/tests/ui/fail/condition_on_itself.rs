#![allow(unused)]

use wick_runtime::prelude::*;

/// Lends a book.
#[operation]
fn lend(
    /// Which.
    #[arg(visible_when = "value:a")]
    value: Option<String>,
) -> Result<()> {
    Ok(())
}

fn main() {}
