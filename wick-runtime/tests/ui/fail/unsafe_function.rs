#![allow(unused)]

use wick_runtime::prelude::*;

/// Closes an issue.
#[operation]
unsafe fn close() -> Result<()> {
    Ok(())
}

fn main() {}
