#![allow(unused)]

use wick_runtime::prelude::*;

/// Closes an issue.
#[operation]
fn close(
    /// The number.
    #[cfg(unix)]
    number: u64,
) -> Result<()> {
    Ok(())
}

fn main() {}
