#![allow(unused)]

use wick_runtime::prelude::*;

/// Closes an issue.
#[operation]
struct Close;

fn main() {}
