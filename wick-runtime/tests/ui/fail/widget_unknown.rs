#![allow(unused)]

use wick_runtime::prelude::*;

/// Closes an issue.
#[operation]
fn close(
    /// The value.
    #[arg(widget = "textaera")]
    value: String,
) -> Result<()> {
    Ok(())
}

fn main() {}
