//! Publish work or lose it.

use schemars::JsonSchema;
use serde::Deserialize;
use wick_runtime::prelude::*;
use wick_tests::shape::not_connected;

use super::Git;

/// Send commits to a remote.
#[operation(category = "Destructive", destructive)]
fn push(
    git: &Git,
    /// Where the repository is.
    repo_path: String,
    /// The remote.
    #[arg(default = "origin")]
    remote: String,
    /// The branch.
    branch: Option<String>,
    /// Overwrites what is there.
    #[arg(widget = "bool")]
    force: bool,
    /// Remembers the branch for the next time.
    #[arg(widget = "bool")]
    set_upstream: bool,
    /// Only says what would happen.
    #[arg(widget = "bool")]
    dry_run: bool,
) -> Result<()> {
    not_connected()
}

/// Join another branch.
#[operation(category = "Destructive", destructive)]
fn merge(
    git: &Git,
    /// Where the repository is.
    repo_path: String,
    /// A branch, a tag or a commit.
    r#ref: Option<String>,
    /// Always makes a commit of its own.
    #[arg(widget = "bool")]
    no_ff: bool,
    /// Gives up the one under way.
    #[arg(widget = "bool")]
    abort: bool,
) -> Result<()> {
    not_connected()
}

/// Go back to a commit.
#[operation(category = "Destructive", destructive)]
fn reset(
    git: &Git,
    /// Where the repository is.
    repo_path: String,
    /// What is kept.
    mode: ResetMode,
    /// A branch, a tag or a commit.
    r#ref: String,
) -> Result<()> {
    not_connected()
}

/// Move commits onto another base.
#[operation(category = "Destructive", destructive)]
fn rebase(
    git: &Git,
    /// Where the repository is.
    repo_path: String,
    /// The new base.
    onto: Option<String>,
    /// Gives up the one under way.
    #[arg(widget = "bool")]
    abort: bool,
    /// Goes on with the one under way.
    #[arg(widget = "bool")]
    continue_: bool,
) -> Result<()> {
    not_connected()
}

/// Copy a repository.
#[operation(category = "Destructive", destructive)]
fn clone(
    git: &Git,
    /// The address to copy from.
    url: String,
    /// The directory to make.
    dest: String,
    /// The branch.
    branch: Option<String>,
    /// Only so many commits; 0 for all.
    #[arg(default = 0)]
    depth: u32,
) -> Result<()> {
    not_connected()
}

/// Throw away what was put aside.
#[operation(
    category = "Destructive",
    name = "Throw away what was put aside",
    destructive
)]
fn stash_drop(
    git: &Git,
    /// Where the repository is.
    repo_path: String,
    /// A branch, a tag or a commit.
    #[arg(default = "stash@{0}")]
    r#ref: String,
) -> Result<()> {
    not_connected()
}

/// Remove a tag.
#[operation(category = "Destructive", name = "Remove a tag", destructive)]
fn tag_delete(
    git: &Git,
    /// Where the repository is.
    repo_path: String,
    /// Its name.
    name: String,
    /// The remote.
    remote: Option<String>,
) -> Result<()> {
    not_connected()
}

/// Run any git command.
#[operation(category = "Destructive", name = "Run any git command", destructive)]
fn raw(
    git: &Git,
    /// Where the repository is.
    repo_path: String,
    /// The words after `git`.
    args: String,
    /// Only says what would happen.
    #[arg(widget = "bool")]
    dry_run: bool,
) -> Result<()> {
    not_connected()
}

/// What is kept.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum ResetMode {
    Soft,
    Mixed,
    Hard,
}
