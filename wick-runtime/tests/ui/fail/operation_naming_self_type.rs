#![allow(unused)]

use wick_runtime::prelude::*;

/// Lends books.
#[connector]
struct Library;

impl Library {
    /// Lends a book.
    #[operation]
    fn lend(library: &Self) -> Result<()> {
        Ok(())
    }
}

fn main() {}
