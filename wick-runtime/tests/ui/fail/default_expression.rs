#![allow(unused)]

use wick_runtime::prelude::*;

/// Closes an issue.
#[operation]
fn close(
    /// The value.
    #[arg(default = u64::MAX)]
    value: u64,
) -> Result<()> {
    Ok(())
}

fn main() {}
