#![allow(unused)]

use wick_runtime::prelude::*;

type Answer<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// Closes an issue.
#[operation]
fn close() -> Answer<u8> {
    Ok(1)
}

fn main() {}
