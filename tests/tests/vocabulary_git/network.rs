//! Get what others did.

use wick_runtime::prelude::*;
use wick_tests::shape::not_connected;

use super::Git;

/// Get commits from a remote.
#[operation(category = "Network")]
fn fetch(
    git: &Git,
    /// Where the repository is.
    repo_path: String,
    /// The remote.
    #[arg(default = "origin")]
    remote: String,
    /// Forgets branches that are gone.
    #[arg(widget = "bool")]
    prune: bool,
) -> Result<()> {
    not_connected()
}

/// Get commits and join them.
#[operation(category = "Network")]
fn pull(
    git: &Git,
    /// Where the repository is.
    repo_path: String,
    /// The remote.
    #[arg(default = "origin")]
    remote: String,
    /// The branch.
    branch: Option<String>,
    /// Puts own commits on top.
    #[arg(widget = "bool")]
    rebase: bool,
) -> Result<()> {
    not_connected()
}
