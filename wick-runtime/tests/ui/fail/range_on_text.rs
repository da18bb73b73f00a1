#![allow(unused)]

use wick_runtime::prelude::*;

/// Closes an issue.
#[operation]
fn close(
    /// The value.
    #[arg(range = 1..=5)]
    value: String,
) -> Result<()> {
    Ok(())
}

fn main() {}
