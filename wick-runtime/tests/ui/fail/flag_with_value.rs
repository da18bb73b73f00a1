#![allow(unused)]

use wick_runtime::prelude::*;

/// Closes an issue.
#[operation(destructive = true)]
fn close() -> Result<()> {
    Ok(())
}

fn main() {}
