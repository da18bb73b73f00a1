//! The shape of the connector for Git CLI that ships with the reference:
//! hidden rows that a widget owns, lists of rows and collapsed groups.
//!
//! It is here for what it declares. Its operations do nothing but fail, because nothing is behind
//! them.
#![expect(
    dead_code,
    unused_variables,
    reason = "a shape: nothing is behind it that would read what it is given"
)]

mod branches_and_commits;
mod configuration;
mod destructive;
mod network;
mod read;

use schemars::JsonSchema;
use serde::Deserialize;
use wick_runtime::prelude::*;
use wick_tests::shape;

/// Runs git in local repositories, within rules.
#[connector(
    name = "Git CLI",
    key = "git",
    icon = "🌿",
    tags = [CONNECTOR, DEVELOPMENT],
    categories = [
        ("Read", "Look, without changing anything."),
        ("Branches and Commits", "Work in the repository."),
        ("Network", "Get what others did."),
        ("Destructive", "Publish work or lose it."),
        ("Configuration", "What the form of settings shows."),
    ],
)]
struct Git {
    /// How to get credentials.
    #[config(
        group = "Setting up credentials|What each host wants|collapsed",
        widget = "html",
        options = "setup_guide"
    )]
    setup_guide: Option<String>,
    /// Who writes commits.
    #[config(group = "Identity||collapsed")]
    author_name: Option<String>,
    /// The author's address.
    #[config(group = "Identity")]
    author_email: Option<String>,
    /// The name at the host.
    #[config(group = "Authentication||collapsed")]
    username: Option<String>,
    /// A token in place of a password.
    #[config(group = "Authentication")]
    token: Option<Secret>,
    /// How git is given the token.
    #[config(group = "Authentication", default = "askpass")]
    auth_method: AuthMethod,
    /// Talks HTTPS to remotes with SSH addresses.
    #[config(group = "Remote||collapsed", widget = "bool", default = true)]
    convert_ssh_remote_to_https: bool,
    /// Hosts that are called differently there.
    #[config(group = "Remote", widget = "kvlist")]
    remote_host_map: Option<Vec<HostName>>,
    /// What new branches must be called.
    #[config(hidden)]
    branch_name_pattern: Option<String>,
    /// Branches that nobody pushes to.
    #[config(widget = "kvlist", hidden)]
    protected_branches: Option<Vec<ProtectedBranch>>,
    /// Whether a push may overwrite.
    #[config(widget = "bool", hidden)]
    allow_force_push: bool,
    /// What messages must look like.
    #[config(hidden)]
    commit_message_pattern: Option<String>,
    /// Rules of single repositories.
    #[config(hidden)]
    repo_policies: Option<String>,
    /// All rules, to read and to change.
    #[config(
        group = "Policy|What this connector refuses to do|collapsed",
        widget = "html",
        options = "policy_manager"
    )]
    policy_manager: Option<String>,
    /// Whether any git command may be run.
    #[config(group = "Raw Operation||collapsed", widget = "bool")]
    raw_enabled: bool,
    /// Which commands may.
    #[config(group = "Raw Operation", widget = "kvlist")]
    raw_rules: Option<Vec<RawRule>>,
    /// Repositories are below these directories.
    #[config(group = "Runtime||collapsed", widget = "kvlist")]
    allowed_repo_roots: Option<Vec<Root>>,
    /// Whether a repository's own scripts run.
    #[config(group = "Runtime", widget = "bool")]
    allow_hooks: bool,
    /// Seconds that work here may take.
    #[config(group = "Runtime", default = 60)]
    timeout_seconds: u32,
    /// Seconds that work over the network may take.
    #[config(group = "Runtime", default = 180)]
    network_timeout_seconds: u32,
    /// Bytes of output that are kept.
    #[config(group = "Runtime", default = 262144)]
    max_output_bytes: u32,
    /// Tries the settings.
    #[config(
        group = "Test against a repository|Tries the settings on a real repository|collapsed",
        widget = "html",
        options = "test_panel"
    )]
    test_panel: Option<String>,
    /// The repository that was tried.
    #[config(hidden)]
    test_repo: Option<String>,
    /// The remote that was tried.
    #[config(hidden)]
    test_remote: Option<String>,
    /// The branch that was tried.
    #[config(hidden)]
    test_branch: Option<String>,
    /// The message that was tried.
    #[config(hidden)]
    test_message: Option<String>,
}

/// How git is given a token.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum AuthMethod {
    Askpass,
    CredentialHelper,
    Extraheader,
}

/// A host under two names.
#[derive(Debug, Deserialize, JsonSchema)]
struct HostName {
    ssh_host: String,
    https_host: String,
}

/// A branch that nobody pushes to.
#[derive(Debug, Deserialize, JsonSchema)]
struct ProtectedBranch {
    branch: String,
}

/// Whether one command may be run.
#[derive(Debug, Deserialize, JsonSchema)]
struct RawRule {
    subcommand: String,
    mode: String,
}

/// A directory that holds repositories.
#[derive(Debug, Deserialize, JsonSchema)]
struct Root {
    root: String,
}

#[test]
fn is_the_reference_module() {
    shape::assert_same::<Git>(include_str!("../../data/modules/git.json"));
}
