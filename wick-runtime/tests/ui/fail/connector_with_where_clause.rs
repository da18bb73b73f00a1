use wick_runtime::prelude::*;

/// Lends books.
#[connector]
struct Library
where
    String: Clone,
{
    /// Its name.
    name: String,
}

fn main() {}
