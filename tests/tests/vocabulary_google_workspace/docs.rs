//! Texts of documents.

use wick_runtime::prelude::*;
use wick_tests::shape::not_connected;

use super::GoogleWorkspace;

/// Add text at the end.
#[operation(category = "Docs", name = "Add text at the end", destructive)]
fn docs_append_text(
    google: &GoogleWorkspace,
    /// The file.
    file_id: String,
    /// The text.
    #[arg(widget = "textarea")]
    text: String,
) -> Result<()> {
    not_connected()
}

/// Replace text.
#[operation(category = "Docs", name = "Replace text", destructive)]
fn docs_replace_text(
    google: &GoogleWorkspace,
    /// The file.
    file_id: String,
    /// The text to replace.
    find: String,
    /// The text in its place.
    replace: String,
    /// Tells capitals from small letters.
    match_case: bool,
) -> Result<()> {
    not_connected()
}
