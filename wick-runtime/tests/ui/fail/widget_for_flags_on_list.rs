#![allow(unused)]

use wick_runtime::prelude::*;

/// Lends a book.
#[operation]
fn lend(
    /// Which.
    #[arg(widget = "checkbox")]
    value: Vec<String>,
) -> Result<()> {
    Ok(())
}

fn main() {}
