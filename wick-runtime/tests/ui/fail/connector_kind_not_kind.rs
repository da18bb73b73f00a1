use wick_runtime::prelude::*;

/// Lends books.
#[connector(kind = "job")]
struct Library;

fn main() {}
