//! Files and folders.

use schemars::JsonSchema;
use serde::Deserialize;
use wick_runtime::prelude::*;
use wick_tests::shape::not_connected;

use super::GoogleWorkspace;

/// List files.
#[operation(category = "Drive")]
fn list_files(
    google: &GoogleWorkspace,
    /// The folder.
    folder_id: Option<String>,
    /// Results on a page; 0 for the usual number.
    #[arg(default = 0)]
    page_size: u32,
    /// What comes first.
    order_by: Option<FileOrder>,
) -> Result<()> {
    not_connected()
}

/// Find files.
#[operation(category = "Drive")]
fn search_files(
    google: &GoogleWorkspace,
    /// Words to look for.
    query: String,
    /// Results on a page; 0 for the usual number.
    #[arg(default = 0)]
    page_size: u32,
) -> Result<()> {
    not_connected()
}

/// Tell of one file.
#[operation(category = "Drive")]
fn get_file_info(
    google: &GoogleWorkspace,
    /// The file.
    file_id: String,
) -> Result<()> {
    not_connected()
}

/// Read a file.
#[operation(category = "Drive", name = "Read a file")]
fn get_file_content(
    google: &GoogleWorkspace,
    /// The file.
    file_id: String,
) -> Result<()> {
    not_connected()
}

/// Put a file into a folder.
#[operation(category = "Drive", destructive)]
fn upload_file(
    google: &GoogleWorkspace,
    /// Its name.
    name: String,
    /// Its text.
    #[arg(widget = "textarea")]
    content: String,
    /// The folder.
    folder_id: Option<String>,
    /// Its media type.
    mime_type: Option<String>,
) -> Result<()> {
    not_connected()
}

/// Make a folder.
#[operation(category = "Drive", destructive)]
fn create_folder(
    google: &GoogleWorkspace,
    /// Its name.
    name: String,
    /// The folder that holds it.
    parent_folder_id: Option<String>,
) -> Result<()> {
    not_connected()
}

/// Put a file into the bin.
#[operation(category = "Drive", name = "Put a file into the bin", destructive)]
fn delete_file(
    google: &GoogleWorkspace,
    /// The file.
    file_id: String,
) -> Result<()> {
    not_connected()
}

/// Let a person use a file.
#[operation(category = "Drive", destructive)]
fn share_file(
    google: &GoogleWorkspace,
    /// The file.
    file_id: String,
    /// The person's address.
    #[arg(widget = "email")]
    email: String,
    /// What the person may do.
    role: Role,
) -> Result<()> {
    not_connected()
}

/// Make a document.
#[operation(category = "Drive", name = "Make a document", destructive)]
fn create_doc(
    google: &GoogleWorkspace,
    /// Its name.
    name: String,
    /// The folder.
    folder_id: Option<String>,
    /// Its text.
    #[arg(widget = "textarea")]
    content: Option<String>,
) -> Result<()> {
    not_connected()
}

/// Make a spreadsheet.
#[operation(category = "Drive", name = "Make a spreadsheet", destructive)]
fn create_sheet(
    google: &GoogleWorkspace,
    /// Its name.
    name: String,
    /// The folder.
    folder_id: Option<String>,
    /// Rows of comma-separated values.
    #[arg(widget = "textarea")]
    csv_data: Option<String>,
) -> Result<()> {
    not_connected()
}

/// Make a presentation.
#[operation(category = "Drive", name = "Make a presentation", destructive)]
fn create_slides(
    google: &GoogleWorkspace,
    /// Its name.
    name: String,
    /// The folder.
    folder_id: Option<String>,
    /// Text of the first slide.
    first_slide_text: Option<String>,
) -> Result<()> {
    not_connected()
}

/// What comes first.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
enum FileOrder {
    #[serde(rename = "modifiedTime desc")]
    LastChanged,
    #[serde(rename = "name")]
    Name,
    #[serde(rename = "createdTime desc")]
    LastMade,
}

/// What a person may do.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Role {
    Reader,
    Writer,
    Commenter,
}
