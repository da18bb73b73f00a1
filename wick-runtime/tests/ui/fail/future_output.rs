#![allow(unused)]

use wick_runtime::prelude::*;

/// Closes an issue.
#[operation]
fn close() -> impl Future<Output = Result<()>> {
    async { Ok(()) }
}

fn main() {}
