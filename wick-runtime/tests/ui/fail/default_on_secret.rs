#![allow(unused)]

use wick_runtime::prelude::*;

/// Closes an issue.
#[operation]
fn close(
    /// The value.
    #[arg(default = "hunter2")]
    value: Secret,
) -> Result<()> {
    Ok(())
}

fn main() {}
