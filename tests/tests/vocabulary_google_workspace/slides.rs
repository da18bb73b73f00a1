//! Slides of presentations.

use schemars::JsonSchema;
use serde::Deserialize;
use wick_runtime::prelude::*;
use wick_tests::shape::not_connected;

use super::GoogleWorkspace;

/// Read all slides.
#[operation(category = "Slides", name = "Read all slides")]
fn slides_get_content(
    google: &GoogleWorkspace,
    /// The file.
    file_id: String,
) -> Result<()> {
    not_connected()
}

/// Add a slide.
#[operation(category = "Slides", name = "Add a slide", destructive)]
fn slides_add_slide(
    google: &GoogleWorkspace,
    /// The file.
    file_id: String,
    /// Its title.
    title: Option<String>,
    /// The text.
    #[arg(widget = "textarea")]
    body: Option<String>,
    /// How the slide is laid out.
    layout: Option<Layout>,
    /// Before this slide, from 0.
    #[arg(default = 0)]
    insert_at_index: u32,
) -> Result<()> {
    not_connected()
}

/// Copy a slide.
#[operation(category = "Slides", name = "Copy a slide", destructive)]
fn slides_duplicate_slide(
    google: &GoogleWorkspace,
    /// The file.
    file_id: String,
    /// Which slide, from 0.
    #[arg(prefill = 0)]
    slide_index: u32,
) -> Result<()> {
    not_connected()
}

/// How a slide is laid out.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum Layout {
    TitleAndBody,
    Blank,
    TitleOnly,
}
