#![allow(unused)]

use wick_runtime::prelude::*;

/// Lends a book.
#[operation]
fn lend(
    /// Which.
    title: std::rc::Rc<str>,
) -> Result<()> {
    Ok(())
}

fn main() {}
