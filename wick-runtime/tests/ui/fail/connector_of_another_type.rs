#![allow(unused)]

use wick_runtime::prelude::*;

struct Client;

/// Closes an issue.
#[operation]
fn close(
    client: &Client,
) -> Result<()> {
    Ok(())
}

fn main() {}
