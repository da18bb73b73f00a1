use wick_runtime::prelude::*;

/// Lends books.
#[connector]
struct Library {
    /// The setting.
    #[config(default = "books.example.org")]
    setting: Url,
}

fn main() {}
