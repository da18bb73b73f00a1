//! Work in the repository.

use schemars::JsonSchema;
use serde::Deserialize;
use wick_runtime::prelude::*;
use wick_tests::shape::not_connected;

use super::Git;

/// Make a branch.
#[operation(category = "Branches and Commits", name = "Make a branch")]
fn branch_create(
    git: &Git,
    /// Where the repository is.
    repo_path: String,
    /// Its name.
    name: String,
    /// Where it starts.
    from_ref: Option<String>,
    /// Switches to it.
    #[arg(widget = "bool")]
    checkout: bool,
) -> Result<()> {
    not_connected()
}

/// Switch to a branch or commit.
#[operation(category = "Branches and Commits")]
fn checkout(
    git: &Git,
    /// Where the repository is.
    repo_path: String,
    /// A branch, a tag or a commit.
    r#ref: String,
    /// Makes it when it is not there.
    #[arg(widget = "bool")]
    create: bool,
) -> Result<()> {
    not_connected()
}

/// Put paths into the next commit.
#[operation(
    category = "Branches and Commits",
    name = "Put paths into the next commit"
)]
fn add(
    git: &Git,
    /// Where the repository is.
    repo_path: String,
    /// The paths, separated by spaces.
    paths: String,
) -> Result<()> {
    not_connected()
}

/// Record what was staged.
#[operation(category = "Branches and Commits")]
fn commit(
    git: &Git,
    /// Where the repository is.
    repo_path: String,
    /// The message.
    #[arg(widget = "textarea")]
    message: String,
    /// All that was changed.
    #[arg(widget = "bool")]
    all: bool,
    /// Only says what would happen.
    #[arg(widget = "bool")]
    dry_run: bool,
) -> Result<()> {
    not_connected()
}

/// Put changes aside, or take them back.
#[operation(category = "Branches and Commits")]
fn stash(
    git: &Git,
    /// Where the repository is.
    repo_path: String,
    /// What to do with the pile.
    action: StashAction,
    /// The message.
    message: Option<String>,
) -> Result<()> {
    not_connected()
}

/// Name a commit.
#[operation(category = "Branches and Commits", name = "Name a commit")]
fn tag(
    git: &Git,
    /// Where the repository is.
    repo_path: String,
    /// Its name.
    name: String,
    /// A branch, a tag or a commit.
    r#ref: Option<String>,
    /// The message.
    message: Option<String>,
) -> Result<()> {
    not_connected()
}

/// What to do with the pile.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum StashAction {
    Push,
    Pop,
    List,
}
