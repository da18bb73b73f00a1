#![allow(unused)]

use wick_runtime::prelude::*;

/// Closes an issue.
#[operation(quirks = ["a", 1])]
fn close() -> Result<()> {
    Ok(())
}

fn main() {}
