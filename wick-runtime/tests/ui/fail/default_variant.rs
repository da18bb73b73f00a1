#![allow(unused)]

use wick_runtime::prelude::*;

/// Lists issues.
#[operation]
fn list(
    /// Which.
    #[arg(default = State::Open)]
    state: State,
) -> Result<()> {
    Ok(())
}

#[derive(serde::Deserialize, schemars::JsonSchema)]
enum State {
    Open,
}

fn main() {}
