#![allow(unused)]

use wick_runtime::prelude::*;

/// Closes an issue.
#[operation(timeout = 30)]
fn close() -> Result<()> {
    Ok(())
}

fn main() {}
