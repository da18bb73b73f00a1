#![allow(unused)]

use wick_runtime::prelude::*;

/// Closes an issue.
#[operation]
fn close() -> Result<()> {
    checked()?;
    Ok(())
}

fn checked() -> Result<(), Box<dyn std::error::Error>> {
    Ok(())
}

fn main() {}
