#![allow(unused)]

use wick_runtime::prelude::*;

/// Lists issues.
#[operation]
fn list(
    /// Labels.
    #[arg(default = vec!["bug"])]
    labels: Vec<String>,
) -> Result<()> {
    Ok(())
}

fn main() {}
