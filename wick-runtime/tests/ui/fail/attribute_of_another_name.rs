#![allow(unused)]

use wick_runtime::prelude::*;

/// Lists issues.
#[operation]
fn list(
    /// Which.
    #[args(default = 3)]
    page: u8,
) -> Result<()> {
    Ok(())
}

fn main() {}
