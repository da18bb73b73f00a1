#![allow(unused)]

use wick_runtime::prelude::*;

#[operation]
fn close() -> Result<()> {
    Ok(())
}

fn close_twice() -> Result<()> {
    close()?;
    close()
}

fn main() {}
