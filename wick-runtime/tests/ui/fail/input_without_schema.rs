#![allow(unused)]

use wick_runtime::prelude::*;

#[derive(serde::Deserialize)]
struct State {
    open: bool,
}

/// Closes an issue.
#[operation]
fn close(
    /// The state.
    state: State,
) -> Result<()> {
    Ok(())
}

fn main() {}
