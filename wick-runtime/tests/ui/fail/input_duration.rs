#![allow(unused)]

use wick_runtime::prelude::*;

use std::time::Duration;

/// Waits.
#[operation]
fn wait(
    /// How long.
    #[arg(default = 30)]
    timeout: Duration,
) -> Result<()> {
    Ok(())
}

fn main() {}
