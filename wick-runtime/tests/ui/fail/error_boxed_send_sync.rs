#![allow(unused)]

use wick_runtime::prelude::*;

use std::error::Error as StdError;

/// Closes an issue.
#[operation]
async fn close() -> Result<u8, Box<dyn StdError + Send + Sync>> {
    Ok(1)
}

fn main() {}
