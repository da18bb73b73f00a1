#![allow(unused)]

use wick_runtime::prelude::*;

/// Counts.
#[operation]
fn count() -> Box<dyn Stream<Item = Result<u8>>> {
    todo!()
}

fn main() {}
