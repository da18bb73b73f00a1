#![allow(unused)]

use wick_runtime::prelude::*;

/// Closes an issue.
#[operation]
fn close(
    /// The value.
    #[arg(default = "x")]
    value: char,
) -> Result<()> {
    Ok(())
}

fn main() {}
