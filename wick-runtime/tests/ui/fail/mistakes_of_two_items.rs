#![allow(unused)]

use wick_runtime::prelude::*;

/// Lends books.
#[connector]
struct Library {
    token: Secret,
}

/// Lends a book.
#[operation(categroy = "Loans")]
fn lend(library: &Library) -> Result<()> {
    Ok(())
}

fn main() {}
