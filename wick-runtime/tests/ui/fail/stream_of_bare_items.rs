#![allow(unused)]

use wick_runtime::prelude::*;

/// Counts.
#[operation]
fn count() -> impl Stream<Item = u8> {
    numbers()
}

fn numbers() -> std::pin::Pin<Box<dyn Stream<Item = u8> + Send>> {
    todo!()
}

fn main() {}
