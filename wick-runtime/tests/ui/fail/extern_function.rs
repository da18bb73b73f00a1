#![allow(unused)]

use wick_runtime::prelude::*;

/// Closes an issue.
#[operation]
extern "C" fn close() -> Result<()> {
    Ok(())
}

fn main() {}
