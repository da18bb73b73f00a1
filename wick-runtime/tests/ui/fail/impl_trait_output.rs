#![allow(unused)]

use wick_runtime::prelude::*;

/// Closes an issue.
#[operation]
fn close() -> Result<impl std::fmt::Display> {
    Ok(1)
}

fn main() {}
