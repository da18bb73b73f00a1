#![allow(unused)]

use wick_runtime::prelude::*;

/// Closes an issue.
#[operation]
fn close(
    /// Which.
    #[arg(default = "toolong", length = ..=3)]
    value: String,
) -> Result<()> {
    Ok(())
}

fn main() {}
