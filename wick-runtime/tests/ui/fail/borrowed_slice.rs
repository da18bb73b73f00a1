#![allow(unused)]

use wick_runtime::prelude::*;

/// Closes an issue.
#[operation]
fn close(
    /// The labels.
    labels: &[String],
) -> Result<()> {
    Ok(())
}

fn main() {}
