#![allow(unused)]

use wick_runtime::prelude::*;

/// Issues.
#[connector]
struct GitHub {
    /// The token.
    token: Secret,
}

impl GitHub {
    /// Closes an issue.
    #[operation]
    fn close(&self) -> Result<()> {
        Ok(())
    }
}

fn main() {}
