//! Cells of spreadsheets.

use wick_runtime::prelude::*;
use wick_tests::shape::not_connected;

use super::GoogleWorkspace;

/// Read cells.
#[operation(category = "Sheets", name = "Read cells")]
fn sheets_read_range(
    google: &GoogleWorkspace,
    /// The file.
    file_id: String,
    /// The cells, such as `Sheet1!A1:C9`.
    range: String,
) -> Result<()> {
    not_connected()
}

/// Add rows.
#[operation(category = "Sheets", name = "Add rows", destructive)]
fn sheets_append_rows(
    google: &GoogleWorkspace,
    /// The file.
    file_id: String,
    /// The cells, such as `Sheet1!A1:C9`.
    range: String,
    /// Rows of comma-separated values.
    #[arg(widget = "textarea")]
    csv_data: String,
) -> Result<()> {
    not_connected()
}

/// Overwrite cells.
#[operation(category = "Sheets", name = "Overwrite cells", destructive)]
fn sheets_update_range(
    google: &GoogleWorkspace,
    /// The file.
    file_id: String,
    /// The cells, such as `Sheet1!A1:C9`.
    range: String,
    /// Rows of comma-separated values.
    #[arg(widget = "textarea")]
    csv_data: String,
) -> Result<()> {
    not_connected()
}

/// Empty cells.
#[operation(category = "Sheets", name = "Empty cells", destructive)]
fn sheets_clear_range(
    google: &GoogleWorkspace,
    /// The file.
    file_id: String,
    /// The cells, such as `Sheet1!A1:C9`.
    range: String,
) -> Result<()> {
    not_connected()
}
