use wick_runtime::prelude::*;

/// Issues.
#[connector]
struct GitHub {
    /// The token.
    #[config(widget = "slider")]
    token: Secret,
}

fn main() {}
