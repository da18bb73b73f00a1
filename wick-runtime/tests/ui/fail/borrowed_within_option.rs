#![allow(unused)]

use wick_runtime::prelude::*;

/// Closes an issue.
#[operation]
fn close(
    /// The title.
    title: Option<&str>,
) -> Result<()> {
    Ok(())
}

fn main() {}
