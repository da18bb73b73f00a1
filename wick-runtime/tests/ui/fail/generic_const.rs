#![allow(unused)]

use wick_runtime::prelude::*;

/// Closes an issue.
#[operation]
fn close<const N: usize>(
    /// The numbers.
    numbers: [u8; N],
) -> Result<()> {
    Ok(())
}

fn main() {}
