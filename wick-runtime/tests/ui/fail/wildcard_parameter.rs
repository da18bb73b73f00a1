#![allow(unused)]

use wick_runtime::prelude::*;

/// Closes an issue.
#[operation]
fn close(
    /// The number.
    _: u64,
) -> Result<()> {
    Ok(())
}

fn main() {}
