#![allow(unused)]

use wick_runtime::prelude::*;

/// Lists issues.
#[operation]
fn list(
    /// Labels.
    #[arg(default = ["bug"])]
    label: String,
) -> Result<()> {
    Ok(())
}

fn main() {}
