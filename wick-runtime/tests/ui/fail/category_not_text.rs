#![allow(unused)]

use wick_runtime::prelude::*;

/// Closes an issue.
#[operation(category = Issues)]
fn close() -> Result<()> {
    Ok(())
}

fn main() {}
