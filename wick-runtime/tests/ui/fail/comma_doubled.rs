#![allow(unused)]

use wick_runtime::prelude::*;

/// Lends a book.
#[operation(destructive,, idempotent)]
fn lend() -> Result<()> {
    Ok(())
}

fn main() {}
