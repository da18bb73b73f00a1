#![allow(unused)]

use wick_runtime::prelude::*;

/// Closes an issue.
#[operation]
fn close(
    #[arg(flatten)]
    filter: String,
) -> Result<()> {
    Ok(())
}

fn main() {}
