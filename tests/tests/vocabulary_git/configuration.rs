//! What the form of settings shows.

use schemars::JsonSchema;
use serde::Deserialize;
use wick_runtime::prelude::*;
use wick_tests::shape::not_connected;

use super::Git;

/// Draws how to get credentials.
#[operation(category = "Configuration", name = "Guide to credentials", config_only)]
fn setup_guide(
    git: &Git,
    /// What the form holds.
    browser: Option<String>,
    /// Where the repositories are hosted.
    provider: Option<String>,
) -> Result<()> {
    not_connected()
}

/// Draws the form for a trial.
#[operation(category = "Configuration", config_only)]
fn test_panel(git: &Git, #[arg(flatten)] form: TestForm) -> Result<()> {
    not_connected()
}

/// Tries to read.
#[operation(category = "Configuration", name = "Try to read", config_only)]
fn test_run(git: &Git, #[arg(flatten)] form: TestForm) -> Result<()> {
    not_connected()
}

/// Tries to write.
#[operation(category = "Configuration", name = "Try to write", config_only)]
fn test_write(git: &Git, #[arg(flatten)] form: TestForm) -> Result<()> {
    not_connected()
}

/// Draws the rules.
#[operation(category = "Configuration", config_only)]
fn policy_manager(git: &Git, #[arg(flatten)] form: PolicyForm) -> Result<()> {
    not_connected()
}

/// Tries the rules.
#[operation(category = "Configuration", name = "Try the rules", config_only)]
fn policy_simulate(git: &Git, #[arg(flatten)] form: PolicyForm) -> Result<()> {
    not_connected()
}

/// Keeps the general rules.
#[operation(
    category = "Configuration",
    name = "Keep the general rules",
    config_only
)]
fn policy_global_save(git: &Git, #[arg(flatten)] form: PolicyForm) -> Result<()> {
    not_connected()
}

/// Adds rules for a repository.
#[operation(category = "Configuration", name = "Add rules", config_only)]
fn policy_rule_add(git: &Git, #[arg(flatten)] form: PolicyForm) -> Result<()> {
    not_connected()
}

/// Changes rules of a repository.
#[operation(category = "Configuration", name = "Change rules", config_only)]
fn policy_rule_update(git: &Git, #[arg(flatten)] form: PolicyForm) -> Result<()> {
    not_connected()
}

/// Forgets what was taken from the general rules.
#[operation(category = "Configuration", name = "Forget general rules", config_only)]
fn policy_rule_clear(git: &Git, #[arg(flatten)] form: PolicyForm) -> Result<()> {
    not_connected()
}

/// Removes the rules of a repository.
#[operation(category = "Configuration", name = "Remove rules", config_only)]
fn policy_rule_delete(git: &Git, #[arg(flatten)] form: PolicyForm) -> Result<()> {
    not_connected()
}

/// Keeps the rules of a repository.
#[operation(category = "Configuration", name = "Keep rules", config_only)]
fn policy_rule_save(git: &Git, #[arg(flatten)] form: PolicyForm) -> Result<()> {
    not_connected()
}

/// What the form for a trial holds.
#[derive(Debug, Deserialize, JsonSchema)]
struct TestForm {
    /// What the form holds.
    browser: Option<String>,
    /// Where the repository is.
    repo_path: Option<String>,
    /// The remote.
    remote: Option<String>,
    /// The branch.
    branch: Option<String>,
    /// The message.
    message: Option<String>,
}

/// What the form for rules holds.
#[derive(Debug, Deserialize, JsonSchema)]
struct PolicyForm {
    /// What the form holds.
    browser: Option<String>,
    /// The repository to try.
    sim_repo: Option<String>,
    /// The operation to try.
    sim_op: Option<String>,
    /// The branch to try.
    sim_branch: Option<String>,
    /// The rule being edited.
    rule_json: Option<String>,
    /// The message to try.
    sim_message: Option<String>,
    /// The general rule for branches.
    g_branch: Option<String>,
    /// The general rule for messages.
    g_message: Option<String>,
    /// The branches that are protected in general.
    g_protected: Option<String>,
    /// Whether force is allowed in general.
    g_force: Option<String>,
    /// The repository of a new rule.
    new_repo: Option<String>,
}
