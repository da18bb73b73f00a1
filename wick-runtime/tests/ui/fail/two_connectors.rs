#![allow(unused)]

use wick_runtime::prelude::*;

/// Issues.
#[connector]
struct GitHub {
    /// The token.
    token: Secret,
}

/// Closes an issue.
#[operation]
fn close(
    github: &GitHub,
    other: &GitHub,
) -> Result<()> {
    Ok(())
}

fn main() {}
