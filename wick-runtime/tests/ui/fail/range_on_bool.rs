#![allow(unused)]

use wick_runtime::prelude::*;

/// Closes an issue.
#[operation]
fn close(
    /// The value.
    #[arg(range = 0..=1)]
    value: bool,
) -> Result<()> {
    Ok(())
}

fn main() {}
