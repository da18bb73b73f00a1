//! Look, without changing anything.

use wick_runtime::prelude::*;
use wick_tests::shape::not_connected;

use super::Git;

/// Tell what is changed.
#[operation(category = "Read")]
fn status(
    git: &Git,
    /// Where the repository is.
    repo_path: String,
) -> Result<()> {
    not_connected()
}

/// List commits.
#[operation(category = "Read")]
fn log(
    git: &Git,
    /// Where the repository is.
    repo_path: String,
    /// A branch, a tag or a commit.
    r#ref: Option<String>,
    /// At most this many; 0 for the usual number.
    #[arg(default = 20)]
    limit: u32,
    /// Only what touches this path.
    path: Option<String>,
    /// Only later ones.
    since: Option<String>,
) -> Result<()> {
    not_connected()
}

/// Compare two states.
#[operation(category = "Read")]
fn diff(
    git: &Git,
    /// Where the repository is.
    repo_path: String,
    /// The older side.
    ref_a: Option<String>,
    /// The newer side.
    ref_b: Option<String>,
    /// Only what touches this path.
    path: Option<String>,
    /// Only which files changed and how much.
    #[arg(widget = "bool")]
    stat_only: bool,
    /// At most this many lines.
    #[arg(default = 500)]
    max_lines: u32,
) -> Result<()> {
    not_connected()
}

/// List branches.
#[operation(category = "Read", name = "List branches")]
fn branch_list(
    git: &Git,
    /// Where the repository is.
    repo_path: String,
    /// The remote.
    #[arg(widget = "bool")]
    remote: bool,
    /// Only names like this.
    pattern: Option<String>,
) -> Result<()> {
    not_connected()
}

/// Show one commit.
#[operation(category = "Read", name = "Show one commit")]
fn show(
    git: &Git,
    /// Where the repository is.
    repo_path: String,
    /// A branch, a tag or a commit.
    r#ref: String,
) -> Result<()> {
    not_connected()
}

/// List remotes.
#[operation(category = "Read", name = "List remotes")]
fn remote_list(
    git: &Git,
    /// Where the repository is.
    repo_path: String,
) -> Result<()> {
    not_connected()
}

/// Ask a remote what it has.
#[operation(category = "Read", name = "Ask a remote what it has")]
fn ls_remote(
    git: &Git,
    /// Where the repository is.
    repo_path: String,
    /// The remote.
    #[arg(default = "origin")]
    remote: String,
) -> Result<()> {
    not_connected()
}

/// Tell the rules of a repository.
#[operation(category = "Read", name = "Tell the rules of a repository")]
fn policy_show(
    git: &Git,
    /// The repository, by path or address.
    repo: String,
    /// The remote.
    remote: Option<String>,
) -> Result<()> {
    not_connected()
}
