#![allow(unused)]

use wick_runtime::prelude::*;

struct Issue;

/// Closes an issue.
#[operation]
fn close() -> Result<Issue> {
    Ok(Issue)
}

fn main() {}
