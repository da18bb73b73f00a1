use wick_runtime::prelude::*;

/// Lends books.
#[connector]
struct Library {
    /// The setting.
    #[config(env = "LIBRARY CARD")]
    setting: String,
}

fn main() {}
