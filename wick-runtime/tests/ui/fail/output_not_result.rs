#![allow(unused)]

use wick_runtime::prelude::*;

/// Closes an issue.
#[operation]
fn close() -> String {
    String::new()
}

fn main() {}
