//! A connector with inputs of many types.

use std::collections::BTreeMap;

use wick_runtime::prelude::*;
use wick_runtime::{Dispatcher, Url};

/// Takes what it gets.
#[connector]
#[expect(
    dead_code,
    reason = "decoded for every call, whether or not it is read"
)]
struct Taker {
    /// Access token.
    token: Secret,
    /// Where it is.
    #[config(default = "https://example.com")]
    place: Url,
    /// How often it tries.
    #[config(default = 3)]
    tries: u8,
}

/// Take texts and numbers.
#[operation]
async fn run(
    /// A text.
    text: Option<String>,
    /// A whole number.
    #[arg(range = -5..=100)]
    count: Option<i64>,
    /// A number.
    ratio: Option<f64>,
    /// Yes or no.
    flag: Option<bool>,
) -> Result<String> {
    Ok(format!("{text:?} {count:?} {ratio:?} {flag:?}"))
}

/// Take lists and maps.
#[operation]
async fn nested(
    /// Several texts.
    tags: Vec<String>,
    /// Pairs.
    pairs: BTreeMap<String, i32>,
    /// Lists of lists.
    rows: Option<Vec<Vec<u16>>>,
) -> Result<usize> {
    Ok(tags.len() + pairs.len() + rows.map_or(0, |rows| rows.len()))
}

/// It, ready to be called.
///
/// # Panics
///
/// If its definition contradicts itself.
pub fn dispatcher() -> Dispatcher {
    Dispatcher::of::<Taker>().unwrap_or_else(|error| panic!("{error}"))
}
