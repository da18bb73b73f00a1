//! Commits and what they changed.

use wick_runtime::prelude::*;
use wick_tests::shape::not_connected;

use super::Bitbucket;

/// List commits, newest first.
#[operation(category = "Commits")]
fn list_commits(
    bitbucket: &Bitbucket,
    /// The workspace; the configured one when absent.
    workspace: Option<String>,
    /// The repository, as its address spells it.
    repo_slug: String,
    /// Start at this branch or commit.
    revision: Option<String>,
    /// Only what touches this path.
    path: Option<String>,
    /// Results on a page; 0 takes the configured number.
    #[arg(default = 0)]
    pagelen: u32,
    /// Which page; 0 is the first.
    #[arg(default = 0)]
    page: u32,
) -> Result<()> {
    not_connected()
}

/// Tell of one commit.
#[operation(category = "Commits")]
fn get_commit(
    bitbucket: &Bitbucket,
    /// The workspace; the configured one when absent.
    workspace: Option<String>,
    /// The repository, as its address spells it.
    repo_slug: String,
    /// The hash of the commit.
    commit: String,
) -> Result<()> {
    not_connected()
}

/// Show what a commit changed.
#[operation(category = "Commits")]
fn get_commit_diff(
    bitbucket: &Bitbucket,
    /// The workspace; the configured one when absent.
    workspace: Option<String>,
    /// The repository, as its address spells it.
    repo_slug: String,
    /// The hash of the commit.
    commit: String,
) -> Result<()> {
    not_connected()
}

/// Commit one file.
#[operation(category = "Commits", destructive)]
fn create_file_commit(
    bitbucket: &Bitbucket,
    /// The workspace; the configured one when absent.
    workspace: Option<String>,
    /// The repository, as its address spells it.
    repo_slug: String,
    /// The branch.
    branch: String,
    /// Only what touches this path.
    path: String,
    /// Its text.
    #[arg(widget = "textarea")]
    content: String,
    /// What was done and why.
    commit_message: String,
) -> Result<()> {
    not_connected()
}
