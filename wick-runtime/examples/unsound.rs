//! A connector that contradicts itself: two operations have one key. The tests of serving run it.

use wick_runtime::prelude::*;

/// Contradicts itself.
#[connector]
struct Unsound {}

/// Say yes.
#[operation]
async fn answer() -> Result<&'static str> {
    Ok("yes")
}

mod other {
    use super::*;

    /// Say no.
    #[operation]
    pub(super) async fn answer() -> Result<&'static str> {
        Ok("no")
    }
}

fn main() -> ExitCode {
    wick_runtime::serve::<Unsound>()
}
