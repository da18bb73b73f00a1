#![allow(unused)]

use wick_runtime::prelude::*;

/// Closes an issue.
#[operation]
fn close(
    /// The value.
    #[arg(env = "VALUE")]
    value: String,
) -> Result<()> {
    Ok(())
}

fn main() {}
