#![allow(unused)]

use wick_runtime::prelude::*;

/// Closes an issue.
#[operation(destructiv)]
fn close() -> Result<()> {
    Ok(())
}

fn main() {}
