#![allow(unused)]

use wick_runtime::prelude::*;

/// Closes an issue.
#[operation]
fn close(
    /// The value.
    #[arg(default = 1)]
    value: bool,
) -> Result<()> {
    Ok(())
}

fn main() {}
