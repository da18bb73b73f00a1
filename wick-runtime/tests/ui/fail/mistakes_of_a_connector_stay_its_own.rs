#![allow(unused)]

use wick_runtime::prelude::*;

/// Issues.
#[connector(colour = "red")]
struct GitHub {
    /// The token.
    token: Secret,
}

/// Closes an issue.
#[operation]
fn close(
    github: &GitHub,
) -> Result<()> {
    let _ = github.token.expose();
    Ok(())
}

fn main() {}
