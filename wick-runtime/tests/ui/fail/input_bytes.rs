#![allow(unused)]

use wick_runtime::prelude::*;

/// Uploads a file.
#[operation]
fn upload(
    /// Its content.
    content: Option<Vec<u8>>,
) -> Result<()> {
    Ok(())
}

fn main() {}
