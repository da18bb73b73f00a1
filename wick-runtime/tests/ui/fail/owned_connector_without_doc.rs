#![allow(unused)]

use wick_runtime::prelude::*;

/// Issues.
#[connector]
struct GitHub;

/// Closes an issue.
#[operation]
fn close(github: GitHub) -> Result<()> {
    Ok(())
}

fn main() {}
