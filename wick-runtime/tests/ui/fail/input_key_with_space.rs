#![allow(unused)]

use wick_runtime::prelude::*;

/// Closes an issue.
#[operation]
fn close(
    /// The number.
    #[arg(key = "the number")]
    number: u64,
) -> Result<()> {
    Ok(())
}

fn main() {}
