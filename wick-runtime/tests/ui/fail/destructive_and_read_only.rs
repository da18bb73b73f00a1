#![allow(unused)]

use wick_runtime::prelude::*;

/// Closes an issue.
#[operation(destructive, read_only)]
fn close() -> Result<()> {
    Ok(())
}

fn main() {}
