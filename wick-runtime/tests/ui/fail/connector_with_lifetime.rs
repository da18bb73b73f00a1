use wick_runtime::prelude::*;

/// Lends books.
#[connector]
struct Library<'a> {
    /// Its name.
    name: std::borrow::Cow<'a, str>,
}

fn main() {}
