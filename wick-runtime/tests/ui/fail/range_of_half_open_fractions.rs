#![allow(unused)]

use wick_runtime::prelude::*;

/// Closes an issue.
#[operation]
fn close(
    /// The value.
    #[arg(range = 0.0..1.0)]
    value: f64,
) -> Result<()> {
    Ok(())
}

fn main() {}
