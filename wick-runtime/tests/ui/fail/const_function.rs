#![allow(unused)]

use wick_runtime::prelude::*;

/// Closes an issue.
#[operation]
const fn close() -> Result<()> {
    Ok(())
}

fn main() {}
