//! What is measured.

use std::time::Duration;

use schemars::JsonSchema;
use serde::Serialize;
use wick_runtime::prelude::*;

/// The arguments.
#[derive(Serialize, JsonSchema)]
struct Echoed {
    text: String,
    name: String,
    count: String,
}

/// Return the arguments.
#[operation(category = "Measured")]
async fn echo(
    /// Any text.
    text: String,
    /// A short text.
    name: String,
    /// A number.
    count: String,
) -> Result<Echoed> {
    Ok(Echoed { text, name, count })
}

/// Return a text.
#[operation(category = "Measured")]
async fn blob(
    /// Size of the result as JSON, quotes included.
    bytes: usize,
) -> Result<String> {
    let quotes = 2;
    Ok("x".repeat(bytes.saturating_sub(quotes)))
}

/// Answer later.
#[operation(category = "Measured")]
async fn wait(
    /// How much later, in milliseconds.
    ms: u64,
) -> Result<u64> {
    tokio::time::sleep(Duration::from_millis(ms)).await;
    Ok(ms)
}
