use wick_runtime::prelude::*;

trait Loans {
    /// Lends a book.
    #[operation]
    fn lend() -> Result<()>;
}

fn main() {}
