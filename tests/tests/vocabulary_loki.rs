//! The shape of the connector for Loki that ships with the reference:
//! chained pickers, conditions and config-only operations.
//!
//! It is here for what it declares. Its operations do nothing but fail, because nothing is behind
//! them.
#![expect(
    dead_code,
    unused_variables,
    reason = "a shape: nothing is behind it that would read what it is given"
)]

use schemars::JsonSchema;
use serde::Deserialize;
use wick_runtime::prelude::*;
use wick_tests::shape::{self, not_connected};

/// Reads logs from Loki.
#[connector(
    icon = "🪵",
    tags = [CONNECTOR, OBSERVABILITY],
    categories = [
        ("Loki", "Labels and lines of logs."),
        ("Maintenance", "What the form of settings shows."),
    ],
)]
struct Loki {
    /// Where Grafana is.
    #[config(group = "Connection")]
    base_url: Url,
    /// Whether the connection works.
    #[config(group = "Connection", widget = "html", options = "connection_status")]
    status: Option<String>,
    /// How to log in.
    #[config(group = "Authentication", prefill = "basic")]
    auth_mode: AuthMode,
    /// The name to log in with.
    #[config(group = "Authentication", visible_when = "auth_mode:basic", required)]
    username: Option<String>,
    /// The password of that name.
    #[config(group = "Authentication", visible_when = "auth_mode:basic", required)]
    password: Option<Secret>,
    /// A token of a service account.
    #[config(group = "Authentication", visible_when = "auth_mode:token", required)]
    token: Option<Secret>,
    /// The organisation.
    #[config(group = "Datasource", widget = "html", options = "list_orgs")]
    org_id: String,
    /// The data source with the logs.
    #[config(group = "Datasource", widget = "html", options = "list_datasources")]
    datasource_uid: String,
}

/// Find lines of logs.
#[operation(category = "Loki", name = "Query Logs")]
fn query(
    loki: &Loki,
    /// Words to look for.
    query: String,
    /// From this time on.
    start: Option<String>,
    /// Up to this time.
    end: Option<String>,
    /// At most this many; 0 for the usual number.
    #[arg(default = 0)]
    limit: u32,
    /// Oldest or newest first.
    direction: Option<Direction>,
) -> Result<()> {
    not_connected()
}

/// List the labels.
#[operation(category = "Loki", name = "List Labels")]
fn labels(
    loki: &Loki,
    /// From this time on.
    start: Option<String>,
    /// Up to this time.
    end: Option<String>,
) -> Result<()> {
    not_connected()
}

/// List the values of a label.
#[operation(category = "Loki", name = "Label Values of Logs")]
fn label_values(
    loki: &Loki,
    /// The label.
    label: String,
    /// From this time on.
    start: Option<String>,
    /// Up to this time.
    end: Option<String>,
) -> Result<()> {
    not_connected()
}

/// Draws the state of the connection.
#[operation(category = "Maintenance", config_only)]
fn connection_status(
    loki: &Loki,
    /// What the form holds.
    browser: Option<String>,
) -> Result<()> {
    not_connected()
}

/// Draws the organisations.
#[operation(category = "Maintenance", config_only)]
fn list_orgs(
    loki: &Loki,
    /// What the form holds.
    browser: Option<String>,
) -> Result<()> {
    not_connected()
}

/// Draws the data sources.
#[operation(category = "Maintenance", config_only)]
fn list_datasources(
    loki: &Loki,
    /// What the form holds.
    browser: Option<String>,
) -> Result<()> {
    not_connected()
}

/// How to log in.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum AuthMode {
    Basic,
    Token,
}

/// Which lines come first.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Direction {
    Backward,
    Forward,
}

#[test]
fn is_the_reference_module() {
    shape::assert_same::<Loki>(include_str!("../data/modules/loki.json"));
}
