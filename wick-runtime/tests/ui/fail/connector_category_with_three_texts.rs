use wick_runtime::prelude::*;

/// Lends books.
#[connector(categories = [("Books", "Find books.", "collapsed")])]
struct Library;

fn main() {}
