use wick_runtime::prelude::*;

/// Lends books.
#[connector]
struct Library {
    /// The setting.
    #[config(regenerable)]
    setting: u64,
}

fn main() {}
