use wick_runtime::prelude::*;

/// Lends books.
#[connector]
struct Library {
    /// Days that a book may be kept.
    #[arg(default = 30)]
    days: u8,
}

fn main() {}
