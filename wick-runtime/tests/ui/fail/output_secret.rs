#![allow(unused)]

use wick_runtime::prelude::*;

/// Lends a book.
#[operation]
fn lend() -> Result<Secret> {
    Ok(String::from("swordfish").into())
}

fn main() {}
