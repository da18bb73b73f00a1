#![allow(unused)]

use wick_runtime::prelude::*;

/// Closes an issue.
#[operation]
fn close(
    /// Which.
    #[arg(length = 3..=1)]
    value: String,
) -> Result<()> {
    Ok(())
}

fn main() {}
