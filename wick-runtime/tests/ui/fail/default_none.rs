#![allow(unused)]

use wick_runtime::prelude::*;

/// Lists issues.
#[operation]
fn list(
    /// Labels.
    #[arg(default = None)]
    label: Option<String>,
) -> Result<()> {
    Ok(())
}

fn main() {}
