#![allow(unused)]

use wick_runtime::prelude::*;

/// Closes an issue.
#[operation]
fn close(
    /// The number.
    #[arg(minimum = 1)]
    number: u64,
) -> Result<()> {
    Ok(())
}

fn main() {}
