#![allow(unused)]

use wick_runtime::prelude::*;

/// Counts.
#[operation]
fn count() -> Result<impl Stream<Item = Result<u8>>, String> {
    Ok(numbers())
}

fn numbers() -> Streamed<u8> {
    todo!()
}

fn main() {}
