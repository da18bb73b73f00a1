use wick_runtime::prelude::*;

/// Lends books.
#[connector]
struct Library {
    /// Days that a book may be kept.
    #[config(mode = "fix")]
    loan_days: u8,
}

fn main() {}
