#![allow(unused)]

use wick_runtime::prelude::*;

struct Refused;

/// Closes an issue.
#[operation]
fn close() -> Result<()> {
    checked()?;
    Ok(())
}

fn checked() -> Result<(), Refused> {
    Ok(())
}

fn main() {}
