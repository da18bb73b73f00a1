//! Types of inputs and settings, spelt in every way.
#![expect(
    unused_qualifications,
    reason = "types are named in all the ways that an author may"
)]

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use wick_runtime::prelude::*;

type Words = Vec<String>;
type Answer<T> = Result<T>;

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum State {
    Open,
    Closed,
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct Filter {
    /// Its state.
    state: Option<State>,
    /// Its labels.
    #[serde(default)]
    labels: Vec<String>,
}

/// Not the one of the standard library.
#[derive(Deserialize, JsonSchema)]
struct Duration {
    /// How many.
    #[expect(dead_code, reason = "only its type matters")]
    minutes: u32,
}

/// Everything.
#[connector(name = "All types")]
struct Everything {
    /// A text.
    text: String,
    /// An address.
    #[config(default = "https://example.com", group = "Connection")]
    url: Url,
    /// A secret.
    secret: Secret,
    /// Another.
    another: Option<wick_runtime::Secret>,
    /// A switch.
    #[config(default = true)]
    switch: bool,
    /// A number.
    #[config(default = -5, range = -10..0)]
    number: i64,
    /// A choice.
    #[config(default = "open")]
    state: State,
}

/// Takes texts.
#[operation]
fn texts(
    everything: &Everything,
    /// 1.
    a: String,
    /// 2.
    b: std::string::String,
    /// 3.
    c: char,
    /// 4.
    d: Option<String>,
    /// 5.
    e: Url,
    /// 6.
    f: PathBuf,
    /// 7.
    g: Secret,
    /// 8.
    h: Words,
) -> Result<()> {
    drop((a, b, c, d, e, f, g, h));
    let Everything {
        text,
        url,
        secret,
        another,
        switch,
        number,
        state,
    } = everything;
    let _ = (text, url, secret, another, switch, number, state);
    Ok(())
}

/// Takes numbers.
#[operation]
fn numbers(
    /// 1.
    #[arg(default = 255)]
    a: u8,
    /// 2.
    #[arg(default = 65_535, range = 0..)]
    b: u16,
    /// 3.
    #[arg(default = 0xffff_ffff)]
    c: u32,
    /// 4.
    #[arg(default = 18446744073709551615)]
    d: u64,
    /// 5.
    #[arg(default = -128)]
    e: i8,
    /// 6.
    #[arg(range = ..=100)]
    f: Option<i16>,
    /// 7.
    g: i32,
    /// 8.
    h: i64,
    /// 9.
    #[arg(default = 1, range = 0.5..=1.5)]
    i: f32,
    /// 10.
    #[arg(default = -1.5e3)]
    j: f64,
    /// 11.
    #[arg(default = false)]
    k: bool,
    /// 12.
    l: usize,
    /// 13.
    m: isize,
) -> Answer<f64> {
    let _ = (a, b, c, d, e, f, g, h, i, k, l, m);
    Ok(j)
}

/// Takes structures.
#[operation]
async fn structures(
    #[arg(flatten)] filter: Filter,
    /// 2.
    b: State,
    /// 3.
    #[arg(default = "closed")]
    c: State,
    /// 4.
    d: HashMap<String, u8>,
    /// 5.
    e: BTreeMap<String, Vec<State>>,
    /// 6.
    f: (u8, String),
    /// 7.
    g: [u8; 4],
    /// 8.
    h: serde_json::Value,
    /// 9.
    i: Vec<Filter>,
    /// 10.
    j: Box<str>,
    /// 11.
    k: std::borrow::Cow<'static, str>,
    /// 12.
    l: Option<Vec<Option<State>>>,
    /// 13.
    #[arg(default = ["a", "b"])]
    m: Vec<String>,
    /// 14.
    #[arg(default = [])]
    n: Words,
    /// 15.
    #[arg(prefill = [1, -2])]
    o: Option<Vec<i16>>,
    /// 16.
    #[arg(default = 340282366920938463463374607431768211455)]
    p: u128,
    /// 17.
    q: Duration,
) -> std::result::Result<Vec<Filter>, wick_runtime::Error> {
    drop((filter, b, c, d, e, f, g, h, j, k, l));
    drop((m, n, o, p, q));
    Ok(i)
}

fn main() {}
