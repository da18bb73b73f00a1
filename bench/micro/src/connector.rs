//! A connector with one input of each kind, and a result of many rows.

use futures_util::stream;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Value, json};
use wick_runtime::prelude::*;

/// Rows of the long result.
const ROWS: u32 = 200;

/// A connector to measure.
#[connector]
#[expect(
    dead_code,
    reason = "decoded for every call, whether or not it is read"
)]
pub(crate) struct Micro {
    /// Access token.
    token: Secret,
}

/// Do nothing.
#[operation]
async fn nothing() -> Result<bool> {
    Ok(true)
}

/// Take all kinds of inputs.
#[operation]
#[expect(clippy::too_many_arguments, reason = "one of each kind")]
async fn everything(
    /// A text.
    text: String,
    /// A whole number.
    #[arg(range = 0..=100)]
    count: u32,
    /// A number.
    ratio: f64,
    /// Yes or no.
    flag: bool,
    /// A choice.
    #[arg(default = "first")]
    kind: String,
    /// Several texts.
    tags: Vec<String>,
    /// Anything.
    nested: Value,
    /// A text that may be missing.
    optional: Option<String>,
) -> Result<Value> {
    Ok(json!([
        text, count, ratio, flag, kind, tags, nested, optional
    ]))
}

/// One of many.
#[derive(Serialize, JsonSchema)]
struct Row {
    number: u32,
    title: &'static str,
}

/// List many rows.
#[operation]
fn rows() -> impl Stream<Item = Result<Row>> {
    stream::iter((0..ROWS).map(|number| {
        Ok(Row {
            number,
            title: "A title with a \"quotation\" in it",
        })
    }))
}
