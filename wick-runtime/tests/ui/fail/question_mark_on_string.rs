#![allow(unused)]

use wick_runtime::prelude::*;

/// Closes an issue.
#[operation]
fn close() -> Result<()> {
    checked()?;
    Ok(())
}

fn checked() -> Result<(), String> {
    Ok(())
}

fn main() {}
