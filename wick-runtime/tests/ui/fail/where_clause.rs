#![allow(unused)]

use wick_runtime::prelude::*;

/// Closes an issue.
#[operation]
fn close() -> Result<()> where String: Clone {
    Ok(())
}

fn main() {}
