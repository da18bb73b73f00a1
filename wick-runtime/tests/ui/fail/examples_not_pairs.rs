#![allow(unused)]

use wick_runtime::prelude::*;

/// Closes an issue.
#[operation(examples = ["a"])]
fn close() -> Result<()> {
    Ok(())
}

fn main() {}
