#![allow(unused)]

use wick_runtime::prelude::*;

/// Lists issues.
#[operation(description = "Lists issues.")]
fn list(
    /// Which.
    #[arg(optional, choices = "a|b")]
    kind: Option<String>,
) -> Result<()> {
    Ok(())
}

fn main() {}
