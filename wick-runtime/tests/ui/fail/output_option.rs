#![allow(unused)]

use wick_runtime::prelude::*;

/// Finds an issue.
#[operation]
fn find() -> Option<String> {
    None
}

fn main() {}
