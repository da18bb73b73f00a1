#![allow(unused)]

use wick_runtime::prelude::*;

struct State;

/// Closes an issue.
#[operation]
fn close(
    /// The states.
    states: Vec<State>,
) -> Result<()> {
    Ok(())
}

fn main() {}
