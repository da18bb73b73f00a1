#![allow(unused)]

use wick_runtime::prelude::*;

/// Closes an issue.
#[operation]
fn close(
    /// The value.
    #[arg(default = 5)]
    value: String,
) -> Result<()> {
    Ok(())
}

fn main() {}
