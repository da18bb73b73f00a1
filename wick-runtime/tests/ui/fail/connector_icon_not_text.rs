use wick_runtime::prelude::*;

/// Lends books.
#[connector(icon = '📚')]
struct Library;

fn main() {}
