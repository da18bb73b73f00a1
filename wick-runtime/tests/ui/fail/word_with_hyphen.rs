#![allow(unused)]

use wick_runtime::prelude::*;

/// Lists issues.
#[operation(read-only)]
fn list() -> Result<()> {
    Ok(())
}

fn main() {}
