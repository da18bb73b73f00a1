//! Answers that come page by page.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One page of a longer list.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
pub(crate) struct Page<T> {
    /// What is on the page.
    pub(crate) items: Vec<T>,
    /// The page after it; null on the last.
    pub(crate) next: Option<u32>,
}
