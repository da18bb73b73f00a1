#![allow(unused)]

use wick_runtime::prelude::*;

/// Closes an issue.
#[operation]
fn close(
    /// The numbers.
    (first, last): (u64, u64),
) -> Result<()> {
    Ok(())
}

fn main() {}
