#![allow(unused)]

use wick_runtime::prelude::*;

/// Uploads a file.
#[operation]
fn upload(
    /// Its content.
    content: &[u8],
) -> Result<()> {
    Ok(())
}

fn main() {}
