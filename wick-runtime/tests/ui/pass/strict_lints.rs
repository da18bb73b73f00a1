//! Expansions cause no warnings.
#![forbid(unsafe_code)]
#![deny(
    warnings,
    missing_docs,
    missing_debug_implementations,
    unreachable_pub,
    unused,
    unused_qualifications,
    rust_2018_idioms,
    single_use_lifetimes,
    trivial_casts,
    trivial_numeric_casts,
    unit_bindings,
    unused_lifetimes,
    unused_results,
    clippy::all,
    clippy::pedantic
)]

use wick_runtime::prelude::*;

/// Issues.
#[connector(name = "Issues", icon = "🐙", categories = ["Issues"])]
#[derive(Debug)]
pub struct Tracker {
    /// Where it is.
    #[config(default = "https://example.com")]
    pub url: Url,
}

/// Without settings.
#[connector]
#[derive(Debug, Clone, Copy)]
pub struct Empty;

/// Lists issues.
///
/// # Errors
///
/// When there are none.
#[operation(category = "Issues", read_only, idempotent)]
pub async fn list(
    tracker: &Tracker,
    ctx: &Context,
    /// At most.
    #[arg(default = 100_000, range = 1..=1_000_000)]
    limit: u32,
) -> Result<Vec<String>> {
    let _: &Context = ctx;
    std::future::ready(()).await;
    Ok(vec![format!("{}{limit}", tracker.url)])
}

/// Closes an issue.
///
/// # Errors
///
/// Never.
#[operation(destructive)]
#[deprecated]
#[must_use = "it may have failed"]
#[inline]
pub fn close() -> Result<()> {
    Ok(())
}

fn main() {}
