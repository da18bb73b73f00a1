#![allow(unused)]

use wick_runtime::prelude::*;

#[derive(serde::Serialize)]
struct Issue {
    number: u64,
}

/// Closes an issue.
#[operation]
fn close() -> Result<Issue> {
    Ok(Issue { number: 1 })
}

fn main() {}
