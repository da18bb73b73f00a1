use wick_runtime::prelude::*;

/// Closes an issue.
#[operation]
fn close(
    /// The number.
    #[arg(widget = "slider")]
    number: u64,
) -> Result<()> {
    Ok(())
}

fn main() {}
