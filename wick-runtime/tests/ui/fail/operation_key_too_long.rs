use wick_runtime::prelude::*;

/// Lends a book.
#[operation(key = "lend_a_book_to_a_reader_who_has_shown_a_card_that_has_not_run_out_yet")]
fn lend() -> Result<()> {
    Ok(())
}

fn main() {}
