#![allow(unused)]

use wick_runtime::prelude::*;

/// Lists issues.
#[operation]
fn list(
    /// Which.
    #[arg(range = 0..=340282366920938463463374607431768211455)]
    number: u128,
) -> Result<()> {
    Ok(())
}

fn main() {}
