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
    #[arg(key = "x")]
    github: &GitHub,
) -> Result<()> {
    Ok(())
}

fn main() {}
