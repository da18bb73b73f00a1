#![allow(unused)]

use wick_runtime::prelude::*;

/// Closes an issue.
#[operation]
fn close<T>(
    /// The number.
    number: T,
) -> Result<()> {
    Ok(())
}

fn main() {}
