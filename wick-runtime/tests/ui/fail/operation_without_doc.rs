#![allow(unused)]

use wick_runtime::prelude::*;

#[operation]
fn close() -> Result<()> {
    Ok(())
}

fn main() {}
