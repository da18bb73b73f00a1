#![allow(unused)]

use wick_runtime::prelude::*;

/// Closes an issue.
#[operation]
fn close(
    /// Which.
    #[arg(length = 0.5..=2.5)]
    value: String,
) -> Result<()> {
    Ok(())
}

fn main() {}
