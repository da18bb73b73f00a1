#![allow(unused)]

use wick_runtime::prelude::*;

/// Closes an issue.
#[operation(category)]
fn close() -> Result<()> {
    Ok(())
}

fn main() {}
