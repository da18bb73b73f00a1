#![allow(unused)]

use wick_runtime::prelude::*;

/// Closes an issue.
#[operation]
fn schließen() -> Result<()> {
    Ok(())
}

fn main() {}
