#![allow(unused)]

use wick_runtime::prelude::*;

/// Lists issues.
#[operation]
fn list(
    /// Since when.
    since: std::time::Instant,
) -> Result<()> {
    Ok(())
}

fn main() {}
