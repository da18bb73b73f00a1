#![allow(unused)]

use wick_runtime::prelude::*;

/// Closes an issue.
#[operation(key = "issues/close")]
fn close() -> Result<()> {
    Ok(())
}

fn main() {}
