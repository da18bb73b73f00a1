#![allow(unused)]

use wick_runtime::prelude::*;

/// Closes an issue.
#[operation]
fn close(
    number: u64,
) -> Result<()> {
    Ok(())
}

fn main() {}
