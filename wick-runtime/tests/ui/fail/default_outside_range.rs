#![allow(unused)]

use wick_runtime::prelude::*;

/// Closes an issue.
#[operation]
fn close(
    /// The limit.
    #[arg(default = 500, range = 1..=100)]
    limit: u16,
) -> Result<()> {
    Ok(())
}

fn main() {}
