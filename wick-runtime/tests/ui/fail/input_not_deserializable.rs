#![allow(unused)]

use wick_runtime::prelude::*;

struct State;

/// Closes an issue.
#[operation]
fn close(
    /// The state.
    state: State,
) -> Result<()> {
    Ok(())
}

fn main() {}
