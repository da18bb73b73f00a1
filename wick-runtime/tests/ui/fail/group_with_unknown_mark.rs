use wick_runtime::prelude::*;

/// Lends books.
#[connector]
struct Library {
    /// How readers show who they are.
    #[config(default = "card")]
    sign_in: String,
    /// The setting.
    #[config(group = "More|Rarely needed|closed")]
    setting: bool,
}

fn main() {}
