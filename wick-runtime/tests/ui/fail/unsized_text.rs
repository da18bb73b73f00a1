#![allow(unused)]

use wick_runtime::prelude::*;

/// Lists issues.
#[operation]
fn list(
    /// Which.
    name: str,
) -> Result<()> {
    Ok(())
}

fn main() {}
