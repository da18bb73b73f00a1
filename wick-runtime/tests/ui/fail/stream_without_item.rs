#![allow(unused)]

use wick_runtime::prelude::*;

/// Counts.
#[operation]
async fn count() -> Result<impl Stream + Send> {
    Ok(numbers())
}

fn numbers() -> Streamed<u8> {
    todo!()
}

fn main() {}
