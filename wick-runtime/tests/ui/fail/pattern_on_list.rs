#![allow(unused)]

use wick_runtime::prelude::*;

/// Closes an issue.
#[operation]
fn close(
    /// Which.
    #[arg(pattern = "x")]
    value: Vec<String>,
) -> Result<()> {
    Ok(())
}

fn main() {}
