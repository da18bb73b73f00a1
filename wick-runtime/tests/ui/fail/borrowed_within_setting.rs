#![allow(unused)]

use wick_runtime::prelude::*;

/// Issues.
#[connector]
struct GitHub {
    /// Names of repositories.
    repositories: Vec<&str>,
}

fn main() {}
