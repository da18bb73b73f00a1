use wick_runtime::prelude::*;

/// Lends books.
#[connector]
struct Library {
    /// The setting.
    #[config(widget = "dropdown", options = "card|pass", prefill = "password")]
    setting: String,
}

fn main() {}
