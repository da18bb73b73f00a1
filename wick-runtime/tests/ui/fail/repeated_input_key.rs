#![allow(unused)]

use wick_runtime::prelude::*;

/// Closes an issue.
#[operation]
fn close(
    /// The number.
    number: u64,
    /// The other number.
    #[arg(key = "number")]
    other: u64,
) -> Result<()> {
    Ok(())
}

fn main() {}
