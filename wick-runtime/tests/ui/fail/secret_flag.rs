use wick_runtime::prelude::*;

/// Lends books.
#[connector]
struct Library {
    /// The setting.
    #[config(secret)]
    setting: bool,
}

fn main() {}
