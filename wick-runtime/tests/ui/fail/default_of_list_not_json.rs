#![allow(unused)]

use wick_runtime::prelude::*;

/// Lends a book.
#[operation]
fn lend(
    /// Which.
    #[arg(default = "new, old")]
    value: Vec<String>,
) -> Result<()> {
    Ok(())
}

fn main() {}
