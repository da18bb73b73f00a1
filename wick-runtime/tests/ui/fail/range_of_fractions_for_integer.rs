#![allow(unused)]

use wick_runtime::prelude::*;

/// Closes an issue.
#[operation]
fn close(
    /// The value.
    #[arg(range = 0.5..=1.5)]
    value: u8,
) -> Result<()> {
    Ok(())
}

fn main() {}
