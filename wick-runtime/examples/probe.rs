//! A connector that misbehaves on request. The tests of serving run it.

#![expect(
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "printing is one of its vices"
)]

use std::process::{Command, Stdio};
use std::time::Duration;

use schemars::JsonSchema;
use serde::Deserialize;
use wick_runtime::prelude::*;

/// Misbehaves on request.
#[connector(name = "Probe")]
#[derive(Debug)]
struct Probe {
    /// A secret.
    token: Option<Secret>,
    /// A secret by its mark.
    #[config(secret)]
    pin: Option<Pin>,
}

/// No text, which the attribute would refuse if it saw it.
type Pin = u16;

/// Log, and return of which trace the call is part: the headers for others, and the id.
#[operation]
async fn trace(ctx: &Context) -> Result<[String; 3]> {
    tracing::warn!("traced");
    let state = ctx.trace_state().to_owned();
    Ok([ctx.trace_parent(), state, ctx.trace_id()])
}

/// Return what is given.
#[operation]
async fn echo(
    /// What is given.
    text: String,
) -> Result<String> {
    Ok(text)
}

/// A way to show something.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Way {
    Fail,
    Log,
    Panic,
    Print,
    Report,
    Return,
}

/// One of a list, with a secret in it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "only its debug output is of interest")]
struct Entry {
    /// No secret.
    name: String,
    /// A secret.
    secret: Secret,
}

/// Show everything that it holds as careless code does: by its debug output.
#[operation]
#[expect(clippy::too_many_arguments, reason = "many ways to hold a secret")]
async fn show(
    probe: &Probe,
    ctx: &Context,
    /// How.
    how: Way,
    /// A secret.
    secret: Secret,
    /// Secrets within.
    list: Vec<Entry>,
    /// A secret by its mark.
    #[arg(secret)]
    marked: String,
    /// A secret with a limit.
    #[arg(length = ..=3)]
    short: Option<Secret>,
    /// A secret choice.
    #[arg(secret)]
    choice: Option<Way>,
) -> Result<String> {
    // A plain text is the author's to keep.
    drop(marked);
    let text = format!("{probe:?} {ctx:?} {secret:?} {list:?} {short:?} {choice:?}");
    match how {
        Way::Fail => return Err(Error::msg(text)),
        Way::Log => tracing::error!(?probe, ?ctx, ?secret, ?list, "{text}"),
        Way::Panic => std::panic::panic_any(text),
        Way::Print => {
            println!("{text}");
            eprintln!("{text}");
        }
        Way::Report => ctx.progress(1, 2, text),
        Way::Return => return Ok(text),
    }
    Ok(String::new())
}

/// Show the secret of the settings on purpose.
#[operation]
async fn expose(probe: &Probe) -> Result<String> {
    let token = probe.token.as_ref().map_or("", Secret::expose);
    tracing::info!(pin = probe.pin.is_some(), "exposed: {token}");
    Ok(token.to_owned())
}

/// Return a text of so many bytes.
#[operation]
async fn big(
    /// How many.
    bytes: u64,
) -> Result<String> {
    Ok("x".repeat(usize::try_from(bytes)?))
}

/// Count to a number, and report every step.
#[operation(read_only)]
fn count(
    ctx: &Context,
    /// The number.
    to: u32,
) -> Result<Streamed<u32>> {
    let ctx = ctx.clone();
    Ok(Streamed::blocking((1..=to).map(move |number| {
        ctx.progress(number, to, format!("at {number}"));
        Ok::<_, Error>(number)
    })))
}

/// Never return, without blocking a thread.
#[operation]
async fn hang(ctx: &Context) -> Result<()> {
    ctx.progress(1, 2, "hanging");
    tracing::info!("hanging");
    let _dropped = Dropped;
    std::future::pending().await
}

/// Says that a call was dropped.
struct Dropped;

impl Drop for Dropped {
    fn drop(&mut self) {
        tracing::info!("dropped");
    }
}

/// Never return, and block the thread of an async operation.
#[operation]
async fn block(ctx: &Context) -> Result<()> {
    ctx.progress(1, 2, "blocking");
    loop {
        std::thread::sleep(Duration::from_secs(3600));
    }
}

/// Return at once, or never and block the thread.
#[operation]
async fn quick_or_stuck(
    ctx: &Context,
    /// Whether it is the latter.
    stuck: bool,
) -> Result<()> {
    if stuck {
        ctx.progress(1, 2, "blocking");
        loop {
            std::thread::sleep(Duration::from_secs(3600));
        }
    }
    Ok(())
}

/// Never return, on a thread where blocking is allowed.
#[operation]
fn block_politely(ctx: &Context) -> Result<()> {
    ctx.progress(1, 2, "blocking");
    tracing::info!("blocking");
    loop {
        std::thread::sleep(Duration::from_secs(3600));
    }
}

/// Panic.
#[operation]
async fn panic(
    /// What the panic says.
    message: String,
) -> Result<()> {
    std::panic::panic_any(message)
}

/// Panic while panicking, which ends the process.
#[operation]
async fn abort() -> Result<()> {
    struct Bomb;
    impl Drop for Bomb {
        fn drop(&mut self) {
            std::panic::panic_any("second".to_owned());
        }
    }
    let _bomb = Bomb;
    std::panic::panic_any("first".to_owned());
}

/// Print so many bytes to standard output, in lines, and one line to standard error.
#[operation]
fn print(
    /// The line.
    text: String,
    /// How many at least.
    bytes: u64,
) -> Result<()> {
    let mut printed = 0;
    while printed < bytes {
        println!("{text}");
        printed += text.len() as u64 + 1;
    }
    eprintln!("{text} to stderr");
    Ok(())
}

/// Log with fields whose names are the host's own.
#[operation]
async fn log(
    /// The message.
    text: String,
) -> Result<()> {
    tracing::warn!("@message" = 1, "@level" = false, "@timestamp" = ?(), odd = f64::NAN, "{text}");
    Ok(())
}

/// The names of a child process' environment variables.
#[operation]
async fn environment() -> Result<Vec<String>> {
    let output = Command::new("env").output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    let names = text.lines().filter_map(|line| line.split_once('='));
    Ok(names.map(|(name, _)| name.to_owned()).collect())
}

/// Start a process that outlives us and inherits our standard output and error.
#[operation]
async fn start_grandchild() -> Result<u32> {
    let child = Command::new("sleep")
        .arg("3600")
        .stdin(Stdio::null())
        .spawn()?;
    Ok(child.id())
}

fn main() -> ExitCode {
    wick_runtime::serve::<Probe>()
}
