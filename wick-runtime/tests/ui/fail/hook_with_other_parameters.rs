#![allow(unused)]

use wick_runtime::prelude::*;

/// Issues.
#[connector(check = check)]
struct GitHub;

async fn check(_: &GitHub) -> Result<()> {
    Ok(())
}

fn main() {}
