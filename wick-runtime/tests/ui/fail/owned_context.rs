#![allow(unused)]

use wick_runtime::prelude::*;

/// Closes an issue.
#[operation]
fn close(
    ctx: Context,
) -> Result<()> {
    Ok(())
}

fn main() {}
