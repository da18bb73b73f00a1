#![allow(unused)]

use wick_runtime::prelude::*;

/// Closes an issue.
#[operation]
fn close(
    /// The title.
    title: &dyn std::fmt::Display,
) -> Result<()> {
    Ok(())
}

fn main() {}
