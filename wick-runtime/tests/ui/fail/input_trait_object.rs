#![allow(unused)]

use wick_runtime::prelude::*;

/// Lists issues.
#[operation]
fn list(
    /// What to do.
    what: Box<dyn Fn()>,
) -> Result<()> {
    Ok(())
}

fn main() {}
