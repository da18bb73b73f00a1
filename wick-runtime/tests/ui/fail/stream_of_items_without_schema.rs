#![allow(unused)]

use wick_runtime::prelude::*;

#[derive(serde::Serialize)]
struct Issue;

/// Finds issues.
#[operation]
async fn find() -> Result<Streamed<Issue>> {
    todo!()
}

fn main() {}
