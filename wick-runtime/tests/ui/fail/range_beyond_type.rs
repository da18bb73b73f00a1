#![allow(unused)]

use wick_runtime::prelude::*;

/// Closes an issue.
#[operation]
fn close(
    /// The value.
    #[arg(range = 1..=256)]
    value: u8,
) -> Result<()> {
    Ok(())
}

fn main() {}
