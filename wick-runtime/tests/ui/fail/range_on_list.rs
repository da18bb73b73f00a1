#![allow(unused)]

use wick_runtime::prelude::*;

/// Closes an issue.
#[operation]
fn close(
    /// The value.
    #[arg(range = 0..=9)]
    value: Vec<u16>,
) -> Result<()> {
    Ok(())
}

fn main() {}
