#![allow(unused)]

use wick_runtime::prelude::*;

/// Closes an issue.
#[operation]
fn close(
    /// The value.
    #[arg(range = 100..=1)]
    value: u8,
) -> Result<()> {
    Ok(())
}

fn main() {}
