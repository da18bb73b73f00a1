#![allow(unused)]

use wick_runtime::prelude::*;

/// Closes an issue.
#[operation(category = "Issues", category = "Tickets")]
fn close() -> Result<()> {
    Ok(())
}

fn main() {}
