#![allow(unused)]

use wick_runtime::prelude::*;

/// Counts.
#[operation]
fn count() -> impl Stream<Item = Result<u8, String>> {
    numbers()
}

fn numbers() -> Streams {
    todo!()
}

type Streams = std::pin::Pin<Box<dyn Stream<Item = Result<u8, String>> + Send>>;

fn main() {}
