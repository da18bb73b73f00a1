#![allow(unused)]

use wick_runtime::prelude::*;

/// Closes an issue.
#[operation]
fn close() -> Result<u8, Box<dyn std::error::Error>> {
    Ok(1)
}

fn main() {}
