#![allow(unused)]

use wick_runtime::prelude::*;

/// Lists issues.
#[operation(example = "all of them")]
fn list() -> Result<()> {
    Ok(())
}

fn main() {}
