#![allow(unused)]

use wick_runtime::prelude::*;

struct Filter;

/// Closes an issue.
#[operation]
fn close(
    #[arg(flatten, default = 1)]
    filter: Filter,
) -> Result<()> {
    Ok(())
}

fn main() {}
