#![allow(unused)]

use wick_runtime::prelude::*;

/// Counts.
#[operation]
async fn count() -> Result<std::pin::Pin<Box<dyn Stream<Item = Result<u8>> + Send>>> {
    todo!()
}

fn main() {}
