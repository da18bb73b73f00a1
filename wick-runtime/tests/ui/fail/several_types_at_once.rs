#![allow(unused)]

use wick_runtime::prelude::*;

struct Book;

/// Lends a book.
#[operation]
fn lend(
    /// The book.
    book: Book,
    /// More books.
    more: Vec<Book>,
) -> Result<Book> {
    Ok(book)
}

fn main() {}
