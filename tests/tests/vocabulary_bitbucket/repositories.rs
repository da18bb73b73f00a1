//! Repositories and their branches.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use wick_runtime::prelude::*;
use wick_tests::shape::not_connected;

use super::Bitbucket;

/// Find repositories.
#[operation(category = "Repositories")]
fn search_repositories(
    bitbucket: &Bitbucket,
    #[arg(flatten)] search: RepositorySearch,
) -> Result<()> {
    not_connected()
}

/// Tell of one repository.
#[operation(category = "Repositories")]
fn get_repository(
    bitbucket: &Bitbucket,
    /// The workspace; the configured one when absent.
    workspace: Option<String>,
    /// The repository, as its address spells it.
    repo_slug: String,
) -> Result<()> {
    not_connected()
}

/// Make a branch.
#[operation(category = "Repositories", destructive)]
fn create_branch(
    bitbucket: &Bitbucket,
    /// The workspace; the configured one when absent.
    workspace: Option<String>,
    /// The repository, as its address spells it.
    repo_slug: String,
    /// Its name.
    name: String,
    /// The commit that it starts at.
    target: String,
) -> Result<()> {
    not_connected()
}

/// What to look for.
#[derive(Debug, Deserialize, JsonSchema)]
struct RepositorySearch {
    /// The workspace; the configured one when absent.
    workspace: Option<String>,
    /// Words to look for.
    query: Option<String>,
    /// Only repositories of this project.
    project_key: Option<String>,
    /// Only private or only public ones.
    #[serde(default)]
    is_private: Visibility,
    /// What comes first.
    #[serde(default)]
    sort: Order,
    /// Results on a page; 0 takes the configured number.
    #[serde(default)]
    pagelen: u32,
    /// Which page; 0 is the first.
    #[serde(default)]
    page: u32,
}

/// Who sees a repository.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema, Serialize)]
enum Visibility {
    #[serde(rename = "all")]
    #[default]
    All,
    #[serde(rename = "true")]
    Private,
    #[serde(rename = "false")]
    Public,
}

/// What comes first.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema, Serialize)]
enum Order {
    #[serde(rename = "-updated_on")]
    #[default]
    LatestFirst,
    #[serde(rename = "updated_on")]
    OldestFirst,
    #[serde(rename = "name")]
    ByName,
    #[serde(rename = "-name")]
    ByNameBackwards,
}
