#![allow(unused)]

use wick_runtime::prelude::*;

/// Lends a book.
#[operation]
fn lend(
    /// Which.
    #[serde(rename = "number")]
    copy: u64,
) -> Result<()> {
    Ok(())
}

fn main() {}
