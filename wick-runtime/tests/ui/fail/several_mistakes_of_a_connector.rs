use wick_runtime::prelude::*;

#[connector(nmae = "Library", categories = ["Loans", "Loans"], fixed = true)]
struct Library {
    token: Secret,
    /// Days that a book may be kept.
    #[config(default = "many", group = "|")]
    days: u8,
}

fn main() {}
