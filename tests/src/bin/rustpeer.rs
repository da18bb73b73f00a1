//! The Rust twin of the Go plugin in `tests/interop/cmd/plugin`: what a host may meet in a connector,
//! good and bad.
#![expect(
    missing_docs,
    reason = "a test fixture; its doc comments are its manifest"
)]

use std::collections::BTreeMap;
use std::process::{Command, ExitCode};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use futures_util::{StreamExt as _, stream};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use wick_runtime::prelude::*;

/// Do what a host's test needs.
#[connector(
    name = "Rust Peer",
    key = "rustpeer",
    icon = "🦀",
    tags = [CONNECTOR],
    categories = ["Data", "Lifecycle"]
)]
pub struct Peer {
    /// Where it pretends to go.
    #[config(default = "https://peer.example.net", group = "Connection")]
    endpoint: Url,
    /// Key with read & write rights.
    api_key: Option<Secret>,
    /// How it pretends to sign in.
    mode: Option<Mode>,
    /// Rows on a page.
    #[config(default = 25, range = 1..=200)]
    page_size: u32,
}

/// A way to sign in.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    Key,
    Oauth,
}

/// Everything that was given, as it was understood.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Echo {
    text: String,
    count: i64,
    ratio: Option<f64>,
    flag: bool,
    mode: Option<Mode>,
    items: Vec<String>,
    map: BTreeMap<String, i64>,
}

/// Return the arguments.
#[operation(category = "Data", read_only)]
fn echo(
    /// A text.
    text: String,
    /// A whole number.
    #[arg(default = 1)]
    count: i64,
    /// A number.
    ratio: Option<f64>,
    /// Yes or no.
    flag: bool,
    /// One of a few.
    mode: Option<Mode>,
    /// A list.
    #[arg(default = "[]")]
    items: Vec<String>,
    /// An object.
    #[arg(default = "{}")]
    map: BTreeMap<String, i64>,
) -> Result<Echo> {
    Ok(Echo {
        text,
        count,
        ratio,
        flag,
        mode,
        items,
        map,
    })
}

/// The settings of a call.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Config {
    endpoint: Url,
    api_key: Option<String>,
    mode: Option<Mode>,
    page_size: u32,
}

/// Return the settings, the secret included.
#[operation(category = "Data", read_only)]
async fn config(peer: &Peer) -> Result<Config> {
    Ok(Config {
        endpoint: peer.endpoint.clone(),
        api_key: peer.api_key.as_ref().map(|key| key.expose().to_owned()),
        mode: peer.mode,
        page_size: peer.page_size,
    })
}

/// Return who asks: the ids of the call.
#[operation(category = "Data", read_only)]
async fn call_ids(ctx: &Context) -> Result<BTreeMap<String, String>> {
    Ok(
        [("request", ctx.request_id()), ("session", ctx.session_id())]
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .into(),
    )
}

/// Return how many seconds the call still has.
#[operation(category = "Data", read_only)]
async fn time_left(ctx: &Context) -> Result<Option<u64>> {
    Ok(ctx.remaining().map(|left| left.as_secs()))
}

/// Return a JSON text of the given size, quotes included.
#[operation(category = "Data", read_only)]
fn blob(
    /// How many bytes.
    #[arg(range = 2..=1_000_000_000)]
    bytes: usize,
) -> Result<String> {
    Ok("x".repeat(bytes - 2))
}

/// An item of a list that is sent while it is made.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Item {
    number: u32,
}

/// How many calls of `count` may make their last item.
static RELEASED: tokio::sync::Semaphore = tokio::sync::Semaphore::const_new(0);

/// Count, and make the last item only after a call of `release`.
#[operation(category = "Data", read_only)]
fn count(
    peer: &Peer,
    /// How many items.
    #[arg(range = 1..)]
    to: u32,
) -> impl Stream<Item = Result<Item>> {
    stream::iter(1..=to).then(move |number| async move {
        if number == to {
            RELEASED.acquire().await?.forget();
        }
        // What it borrows is there until the end.
        let _ = &peer.endpoint;
        Ok(Item { number })
    })
}

/// Let a call of `count` end.
#[operation(category = "Data")]
async fn release() -> Result<()> {
    RELEASED.add_permits(1);
    Ok(())
}

/// Count for ever, and tell how far one was made: each item has 64 KiB.
#[operation(category = "Data", read_only)]
async fn flood() -> Result<Streamed<String>> {
    MADE.store(0, Ordering::SeqCst);
    Ok(Streamed::new(stream::repeat_with(|| {
        MADE.fetch_add(1, Ordering::SeqCst);
        Ok::<_, Error>("x".repeat(64 << 10))
    })))
}

static MADE: AtomicU32 = AtomicU32::new(0);

/// Return how many items the last `flood` made.
#[operation(category = "Data", read_only)]
async fn made() -> Result<u32> {
    Ok(MADE.load(Ordering::SeqCst))
}

/// Send two items and then fail.
#[operation(category = "Data")]
async fn tear(
    /// What to say.
    message: String,
) -> Streamed<u32> {
    let items = stream::iter([Ok(1), Ok(2), Err(Error::new("torn", message))]);
    Streamed::new(items)
}

/// Return a long text while it is made.
#[operation(category = "Data", read_only)]
fn long_text(
    /// How many lines.
    lines: u32,
) -> Result<StreamedText> {
    let lines = stream::iter(0..lines).map(|number| Ok::<_, Error>(format!("line \"{number}\"\n")));
    Ok(StreamedText::new(lines))
}

/// Fail.
#[operation(category = "Data")]
async fn fail(
    /// What to say.
    message: String,
) -> Result<()> {
    Err(Error::msg(message))
}

/// Fail and say all that an error can say.
#[operation(category = "Data")]
async fn refuse() -> Result<()> {
    let cause = std::io::Error::other("quota of 60");
    Err(Error::new("rate_limited", "too many requests")
        .with_source(cause)
        .retry_after(Duration::from_millis(1500))
        .hint("ask for\u{1b}[31m fewer pages")
        .field("pages")
        .setting("api_key"))
}

/// Panic.
#[operation(category = "Lifecycle")]
async fn panic(
    /// What to say.
    message: String,
) -> Result<()> {
    std::panic::panic_any(message)
}

/// How many calls of `slow` were dropped before their end.
static DROPPED: AtomicU32 = AtomicU32::new(0);
static DROPPED_CHANGED: tokio::sync::Notify = tokio::sync::Notify::const_new();

/// Wait for ever.
#[operation(category = "Lifecycle")]
async fn slow() -> Result<()> {
    struct Count;
    impl Drop for Count {
        fn drop(&mut self) {
            DROPPED.fetch_add(1, Ordering::SeqCst);
            DROPPED_CHANGED.notify_waiters();
        }
    }
    let _count = Count;
    std::future::pending().await
}

/// Wait until a number of calls of `slow` were dropped.
#[operation(category = "Lifecycle", read_only)]
async fn wait_for_dropped(
    /// How many.
    calls: u32,
) -> Result<u32> {
    loop {
        let changed = DROPPED_CHANGED.notified();
        let dropped = DROPPED.load(Ordering::SeqCst);
        if dropped >= calls {
            return Ok(dropped);
        }
        changed.await;
    }
}

/// Block a thread for ever, deaf to everything.
#[operation(category = "Lifecycle")]
fn block() -> Result<()> {
    loop {
        std::thread::park();
    }
}

/// Print to standard output and standard error.
#[operation(category = "Lifecycle")]
#[expect(clippy::print_stdout, clippy::print_stderr, reason = "what authors do")]
fn print(
    /// How many bytes to print to each.
    bytes: usize,
) -> Result<()> {
    let line = "1|1|unix|/nowhere|grpc|".repeat(40);
    for _ in 0..bytes / line.len() {
        println!("{line}");
        eprintln!("{line}");
    }
    Ok(())
}

/// Print lines to standard error that would crash a careless host.
#[operation(category = "Lifecycle")]
#[expect(clippy::print_stderr, reason = "what authors do")]
fn print_lines(
    /// The lines.
    lines: Vec<String>,
) -> Result<()> {
    for line in lines {
        eprintln!("{line}");
    }
    Ok(())
}

/// Return the names of all environment variables.
#[operation(category = "Lifecycle", read_only)]
fn environment() -> Result<Vec<String>> {
    Ok(std::env::vars_os()
        .map(|(name, _)| name.to_string_lossy().into_owned())
        .collect())
}

/// Leave a child process behind that holds what it inherited. Returns its process id.
#[operation(category = "Lifecycle")]
fn child(
    /// How long it lives.
    seconds: u32,
) -> Result<u32> {
    let child = Command::new("sleep").arg(seconds.to_string()).spawn()?;
    Ok(child.id())
}

fn main() -> ExitCode {
    wick_runtime::serve::<Peer>()
}
