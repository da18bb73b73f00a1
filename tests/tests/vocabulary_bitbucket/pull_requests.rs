//! Proposals, reviews and merges.

use schemars::JsonSchema;
use serde::Deserialize;
use wick_runtime::prelude::*;
use wick_tests::shape::not_connected;

use super::Bitbucket;

/// List pull requests.
#[operation(category = "Pull Requests")]
fn list_pull_requests(
    bitbucket: &Bitbucket,
    /// The workspace; the configured one when absent.
    workspace: Option<String>,
    /// The repository, as its address spells it.
    repo_slug: String,
    /// Only those in this state.
    #[arg(default = "OPEN")]
    state: State,
    /// Words to look for.
    query: Option<String>,
    /// Results on a page; 0 takes the configured number.
    #[arg(default = 0)]
    pagelen: u32,
    /// Which page; 0 is the first.
    #[arg(default = 0)]
    page: u32,
) -> Result<()> {
    not_connected()
}

/// Tell of one pull request.
#[operation(category = "Pull Requests")]
fn get_pull_request(
    bitbucket: &Bitbucket,
    /// The workspace; the configured one when absent.
    workspace: Option<String>,
    /// The repository, as its address spells it.
    repo_slug: String,
    /// Its number.
    #[arg(prefill = 0)]
    pull_request_id: u64,
) -> Result<()> {
    not_connected()
}

/// List the commits of a pull request.
#[operation(category = "Pull Requests")]
fn list_pull_request_commits(
    bitbucket: &Bitbucket,
    /// The workspace; the configured one when absent.
    workspace: Option<String>,
    /// The repository, as its address spells it.
    repo_slug: String,
    /// Its number.
    #[arg(prefill = 0)]
    pull_request_id: u64,
) -> Result<()> {
    not_connected()
}

/// Open a pull request.
#[operation(category = "Pull Requests", destructive)]
fn create_pull_request(
    bitbucket: &Bitbucket,
    /// The workspace; the configured one when absent.
    workspace: Option<String>,
    /// The repository, as its address spells it.
    repo_slug: String,
    #[arg(flatten)] draft: Draft,
) -> Result<()> {
    not_connected()
}

/// Comment on a pull request or on a line of it.
#[operation(category = "Pull Requests", destructive)]
fn create_pull_request_comment(
    bitbucket: &Bitbucket,
    /// The workspace; the configured one when absent.
    workspace: Option<String>,
    /// The repository, as its address spells it.
    repo_slug: String,
    /// Its number.
    #[arg(prefill = 0)]
    pull_request_id: u64,
    #[arg(flatten)] comment: Comment,
) -> Result<()> {
    not_connected()
}

/// Approve a pull request.
#[operation(category = "Pull Requests", destructive)]
fn approve_pull_request(
    bitbucket: &Bitbucket,
    /// The workspace; the configured one when absent.
    workspace: Option<String>,
    /// The repository, as its address spells it.
    repo_slug: String,
    /// Its number.
    #[arg(prefill = 0)]
    pull_request_id: u64,
) -> Result<()> {
    not_connected()
}

/// Ask for changes.
#[operation(category = "Pull Requests", name = "Ask for changes", destructive)]
fn request_changes_pull_request(
    bitbucket: &Bitbucket,
    /// The workspace; the configured one when absent.
    workspace: Option<String>,
    /// The repository, as its address spells it.
    repo_slug: String,
    /// Its number.
    #[arg(prefill = 0)]
    pull_request_id: u64,
) -> Result<()> {
    not_connected()
}

/// Merge a pull request.
#[operation(category = "Pull Requests", destructive)]
fn merge_pull_request(
    bitbucket: &Bitbucket,
    /// The workspace; the configured one when absent.
    workspace: Option<String>,
    /// The repository, as its address spells it.
    repo_slug: String,
    /// Its number.
    #[arg(prefill = 0)]
    pull_request_id: u64,
    /// How the commits are joined.
    #[arg(default = "merge_commit")]
    merge_strategy: MergeStrategy,
    /// The message.
    #[arg(widget = "textarea")]
    message: Option<String>,
    /// Removes the source branch after the merge.
    close_source_branch: bool,
) -> Result<()> {
    not_connected()
}

/// How far a pull request is.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
enum State {
    #[serde(rename = "all")]
    All,
    #[serde(rename = "OPEN")]
    Open,
    #[serde(rename = "MERGED")]
    Merged,
    #[serde(rename = "DECLINED")]
    Declined,
    #[serde(rename = "SUPERSEDED")]
    Superseded,
}

/// A pull request to be.
#[derive(Debug, Deserialize, JsonSchema)]
struct Draft {
    /// Its title.
    title: String,
    /// What it is about.
    #[schemars(extend("format" = "textarea"))]
    description: Option<String>,
    /// The branch with the changes.
    source_branch: String,
    /// The branch that takes them.
    destination_branch: String,
    /// Removes the source branch after the merge.
    #[serde(default)]
    close_source_branch: bool,
}

/// A comment, perhaps on a line.
#[derive(Debug, Deserialize, JsonSchema)]
struct Comment {
    /// The text.
    #[schemars(extend("format" = "textarea"))]
    body: String,
    /// The file to comment on.
    inline_path: Option<String>,
    /// A line of the new file; 0 for none.
    #[serde(default)]
    inline_to: u32,
    /// A line of the old file; 0 for none.
    #[serde(default)]
    inline_from: u32,
}

/// How commits are joined.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum MergeStrategy {
    MergeCommit,
    Squash,
    FastForward,
}
