use wick_runtime::prelude::*;

/// Lends books.
#[connector(tags = [CONECTOR])]
struct Library;

fn main() {}
