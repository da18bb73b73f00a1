#![allow(unused)]

use wick_runtime::prelude::*;

/// Lends a book.
#[operation]
fn lend(
    /// Which.
    #[arg(visible_when = "other:pas")]
    value: Option<String>,
    /// How.
    #[arg(widget = "dropdown", options = "card|pass")]
    other: String,
) -> Result<()> {
    Ok(())
}

fn main() {}
