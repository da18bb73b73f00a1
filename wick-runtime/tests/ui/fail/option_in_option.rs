#![allow(unused)]

use wick_runtime::prelude::*;

/// Lends a book.
#[operation]
fn lend(
    /// Which.
    #[arg(group = "More")]
    value: Option<Option<String>>,
) -> Result<()> {
    Ok(())
}

fn main() {}
