#![allow(unused)]

use wick_runtime::prelude::*;

/// Lends a book.
#[operation]
fn lend(
    /// Which.
    #[arg(visible_when = "other:card|")]
    value: Option<String>,
    /// How.
    other: String,
) -> Result<()> {
    Ok(())
}

fn main() {}
