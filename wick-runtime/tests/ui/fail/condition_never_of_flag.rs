#![allow(unused)]

use wick_runtime::prelude::*;

/// Lends a book.
#[operation]
fn lend(
    /// Which.
    #[arg(visible_when = "other:yes")]
    value: Option<String>,
    /// Whether.
    other: bool,
) -> Result<()> {
    Ok(())
}

fn main() {}
