use wick_runtime::prelude::*;

/// Lends books.
#[connector(oauth = "https://id.example.org")]
struct Library;

fn main() {}
