#![allow(unused)]

use wick_runtime::prelude::*;

/// Closes an issue.
#[operation]
fn close(
    /// The number.
    #[arg(default = 1)]
    #[arg(default = 2)]
    number: u64,
) -> Result<()> {
    Ok(())
}

fn main() {}
