#![allow(unused)]

use wick_runtime::prelude::*;

/// Closes an issue.
#[operation]
fn close(
    /// The value.
    #[arg(range = MIN..=MAX)]
    value: u8,
) -> Result<()> {
    Ok(())
}

fn main() {}
