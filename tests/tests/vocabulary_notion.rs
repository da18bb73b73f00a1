//! The shape of the connector for Notion that ships with the reference:
//! a status widget and JSON in text.
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

/// Reads and writes pages and databases in Notion.
#[connector(
    icon = "📝",
    tags = [CONNECTOR, PRODUCTIVITY],
    categories = [
        ("Read", "Find and read."),
        ("Write", "Make and change."),
        ("Maintenance", "What the form of settings shows."),
    ],
)]
struct Notion {
    /// The token of an integration.
    #[config(group = "Authentication")]
    token: Secret,
    /// Whether the connection works.
    #[config(
        group = "Authentication",
        widget = "html",
        options = "connection_status"
    )]
    status: Option<String>,
}

/// Find pages and databases.
#[operation(category = "Read")]
fn search(
    notion: &Notion,
    /// Words to look for.
    query: Option<String>,
    /// Pages, databases or both.
    #[arg(default = "any")]
    object_type: ObjectType,
    /// Results on a page; 0 for the usual number.
    #[arg(default = 0)]
    page_size: u32,
) -> Result<()> {
    not_connected()
}

/// Read a page or a database.
#[operation(category = "Read", name = "Read a page or a database")]
fn fetch(
    notion: &Notion,
    /// The page or database.
    id: String,
    /// Also its text.
    #[arg(default = true)]
    with_content: bool,
    /// Also its blocks as they are stored.
    with_blocks: bool,
) -> Result<()> {
    not_connected()
}

/// List rows of a database.
#[operation(category = "Read")]
fn query_database(
    notion: &Notion,
    /// The database.
    database_id: String,
    /// Only what fits this filter.
    filter: Option<String>,
    /// The order, as JSON.
    sorts: Option<String>,
    /// Results on a page; 0 for the usual number.
    #[arg(default = 0)]
    page_size: u32,
    /// At most this many; 0 for the usual number.
    #[arg(default = 0)]
    limit: u32,
) -> Result<()> {
    not_connected()
}

/// List the comments on a block.
#[operation(category = "Read")]
fn get_comments(
    notion: &Notion,
    /// The block.
    block_id: String,
) -> Result<()> {
    not_connected()
}

/// List people.
#[operation(category = "Read")]
fn get_users(
    notion: &Notion,
    /// Words to look for.
    query: Option<String>,
) -> Result<()> {
    not_connected()
}

/// Write a new page.
#[operation(category = "Write")]
fn create_page(
    notion: &Notion,
    /// What it goes into.
    parent_type: ParentType,
    /// Where it goes.
    parent_id: String,
    /// Its title.
    title: String,
    /// Values of its columns, as JSON.
    properties: Option<String>,
    /// Its text.
    content: Option<String>,
) -> Result<()> {
    not_connected()
}

/// Change a page.
#[operation(category = "Write")]
fn update_page(
    notion: &Notion,
    /// The page.
    page_id: String,
    /// Values of its columns, as JSON.
    properties: Option<String>,
    /// Markdown to add at the end.
    append_md: Option<String>,
    /// Puts it away.
    archive: bool,
) -> Result<()> {
    not_connected()
}

/// Comment on a page, a block or in a discussion.
#[operation(category = "Write")]
fn create_comment(
    notion: &Notion,
    /// The text.
    text: String,
    /// The page.
    page_id: Option<String>,
    /// The block.
    block_id: Option<String>,
    /// The discussion to answer in.
    discussion_id: Option<String>,
) -> Result<()> {
    not_connected()
}

/// Make a database.
#[operation(category = "Write")]
fn create_database(
    notion: &Notion,
    /// The page that holds it.
    parent_page_id: String,
    /// Its title.
    title: String,
    /// Its columns, as JSON.
    schema: String,
) -> Result<()> {
    not_connected()
}

/// Change the columns of a database.
#[operation(category = "Write", name = "Change the columns of a database")]
fn update_data_source(
    notion: &Notion,
    /// The database.
    database_id: String,
    /// Its title.
    title: Option<String>,
    /// Values of its columns, as JSON.
    properties: Option<String>,
) -> Result<()> {
    not_connected()
}

/// Draws the state of the connection.
#[operation(category = "Maintenance", config_only)]
fn connection_status(
    notion: &Notion,
    /// What the form holds.
    browser: Option<String>,
) -> Result<()> {
    not_connected()
}

/// What is looked for.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum ObjectType {
    Any,
    Page,
    Database,
}

/// What a page goes into.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum ParentType {
    Database,
    Page,
}

#[test]
fn is_the_reference_module() {
    shape::assert_same::<Notion>(include_str!("../data/modules/notion.json"));
}
