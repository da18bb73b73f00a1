#![allow(unused)]

use wick_runtime::prelude::*;

/// Closes an issue.
#[operation]
fn close(
    /// The value.
    #[arg(visible_when = "mdoe:a")]
    value: Option<String>,
    /// The mode.
    mode: String,
) -> Result<()> {
    Ok(())
}

fn main() {}
