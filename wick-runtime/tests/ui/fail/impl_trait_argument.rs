#![allow(unused)]

use wick_runtime::prelude::*;

/// Closes an issue.
#[operation]
fn close(
    /// The title.
    title: impl std::fmt::Display,
) -> Result<()> {
    Ok(())
}

fn main() {}
