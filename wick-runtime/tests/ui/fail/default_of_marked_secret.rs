use wick_runtime::prelude::*;

/// Lends books.
#[connector]
struct Library {
    /// The setting.
    #[config(secret, default = "swordfish")]
    setting: String,
}

fn main() {}
