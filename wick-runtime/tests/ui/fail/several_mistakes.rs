#![allow(unused)]

use wick_runtime::prelude::*;

#[operation(categroy = "Issues", destructive, read_only)]
fn close(
    /// The title.
    title: &str,
    #[arg(default = 300)]
    limit: u8,
) {
}

fn main() {}
