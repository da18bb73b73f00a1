use wick_runtime::prelude::*;

/// Lends books.
#[connector(access)]
struct Library;

fn main() {}
