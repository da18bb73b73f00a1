#![allow(unused)]

use wick_runtime::prelude::*;

/// Lists issues.
#[operation]
fn list(
    /// Which.
    #[arg(default = 340282366920938463463374607431768211455)]
    number: u64,
) -> Result<()> {
    Ok(())
}

fn main() {}
