#![allow(unused)]

use wick_runtime::prelude::*;

struct Failure;

/// Closes an issue.
#[operation]
fn close() -> Result<(), Failure> {
    Ok(())
}

fn main() {}
