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
    /// How to log in.
    #[config(default = "token", widget = "dropdown", options = "token|none")]
    auth: String,
    /// Access token.
    #[config(visible_when = "auth:token", required)]
    pub token: Option<Secret>,
    /// First switch.
    pub first: bool,
    /// Second switch.
    pub second: bool,
    /// Third switch.
    pub third: bool,
    /// Fourth switch.
    pub fourth: bool,
}

/// Without settings.
#[connector]
#[derive(Debug, Clone, Copy)]
pub struct Empty;

/// Lists issues.
#[operation(category = "Issues", read_only, idempotent)]
pub async fn list(
    tracker: &Tracker,
    ctx: &Context,
    /// At most.
    #[arg(default = 100_000, range = 1..=1_000_000)]
    limit: u32,
) -> Result<Vec<String>> {
    let _: &Context = ctx;
    Ok(vec![format!("{}{limit}", tracker.url)])
}

/// Counts issues. Forms ask for the rest as two inputs say.
#[operation]
pub fn count(
    /// What to count.
    #[arg(widget = "dropdown", options = "all|labeled", default = "all")]
    what: String,
    /// By label.
    #[arg(visible_when = "what:labeled")]
    label: Option<String>,
    /// Closed ones, too.
    closed: bool,
    /// Locked ones, too.
    locked: bool,
    /// Old ones, too.
    old: bool,
    /// Hidden ones, too.
    hidden: bool,
    /// At least.
    least: u8,
    /// At most.
    most: u8,
) -> Result<usize> {
    let switches = [closed, locked, old, hidden].len();
    Ok(label.map_or(switches, |label| label.len()) + usize::from(least.max(most)))
}

/// Closes an issue.
#[operation(destructive)]
#[deprecated]
#[must_use = "it may have failed"]
#[inline]
pub fn close() -> Result<()> {
    Ok(())
}

fn main() {}
