#![allow(unused)]

use wick_runtime::prelude::*;

/// Closes an issue.
#[operation]
fn close(
    /// Which.
    #[arg(length = 1..=3)]
    value: u8,
) -> Result<()> {
    Ok(())
}

fn main() {}
