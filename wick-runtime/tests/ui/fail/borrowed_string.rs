#![allow(unused)]

use wick_runtime::prelude::*;

/// Closes an issue.
#[operation]
fn close(
    /// The title.
    title: &String,
) -> Result<()> {
    Ok(())
}

fn main() {}
