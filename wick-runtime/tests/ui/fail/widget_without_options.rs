#![allow(unused)]

use wick_runtime::prelude::*;

/// Closes an issue.
#[operation]
fn close(
    /// The value.
    #[arg(widget = "picker")]
    value: String,
) -> Result<()> {
    Ok(())
}

fn main() {}
