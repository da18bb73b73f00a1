//! A connector that does what a test may want to see. The tests of the test kit run it.

use std::fs::{self, File};
use std::process::{Command, ExitCode, Stdio};
use std::time::Duration;

use futures_util::StreamExt as _;
use wick_runtime::Identity;
use wick_runtime::Permissions;
use wick_runtime::prelude::*;

/// Does what a test may want to see.
#[connector(name = "Patient", check = check, identity = identity)]
pub(crate) struct Patient {
    /// A greeting.
    #[config(default = "Hello")]
    greeting: String,
    /// A secret.
    token: Option<Secret>,
}

async fn check(patient: &Patient, _: &Context, permissions: &mut Permissions) -> Result<()> {
    if patient.token.is_none() {
        permissions.deny("show", "there is no token");
    }
    Ok(())
}

async fn identity(token: Secret) -> Result<Identity> {
    match token.expose() {
        "bad token" => Err(Error::msg("nobody knows this token")),
        _ => Ok(Identity {
            user_id: "7".into(),
            display_name: "Ann".into(),
        }),
    }
}

/// Greet somebody so many times.
#[operation]
async fn greet(
    patient: &Patient,
    ctx: &Context,
    /// Whom.
    name: String,
    /// How often.
    #[arg(default = 1, range = 1..=3)]
    times: u8,
) -> Result<Vec<String>> {
    ctx.progress(1, 2, "greeting");
    tokio::task::yield_now().await;
    tracing::debug!(times, "greets {name}");
    Ok(vec![format!("{}, {name}!", patient.greeting); times.into()])
}

/// Refuse.
#[operation]
async fn refuse() -> Result<()> {
    let error = Error::new("busy", "not now").retry_after(Duration::from_secs(3));
    Err(error.hint("come back later").field("name"))
}

/// Say who asks.
#[operation]
async fn asked(ctx: &Context) -> Result<(String, String)> {
    Ok((ctx.request_id().to_owned(), ctx.session_id().to_owned()))
}

/// Count for ever.
#[operation]
async fn count() -> impl Stream<Item = Result<u64>> {
    futures_util::stream::iter((0..).map(Ok)).then(|number| async {
        tokio::task::yield_now().await;
        number
    })
}

/// Wait for ever.
#[operation]
async fn wait(ctx: &Context) -> Result<bool> {
    ctx.progress(1, 0, "waiting");
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

/// Wait on a thread that it blocks, until nobody waits for it.
#[operation]
fn block(ctx: &Context) -> Result<()> {
    ctx.progress(1, 0, "blocking");
    while !ctx.is_cancelled() {
        std::thread::yield_now();
    }
    tracing::info!("unblocked");
    Ok(())
}

/// Show the token on purpose.
#[operation]
async fn show(patient: &Patient) -> Result<String> {
    let token = patient.token.as_ref().map_or("", Secret::expose);
    tracing::info!("the token is {token}");
    Ok(token.to_owned())
}

/// Keep a note, and count those that are kept.
#[operation]
fn keep(
    ctx: &Context,
    /// Its text.
    note: String,
) -> Result<usize> {
    let directory = ctx.data_dir()?;
    fs::write(directory.join(&note), &note)?;
    Ok(fs::read_dir(directory)?.count())
}

/// Leave a task behind.
#[operation]
async fn leave_task() -> Result<()> {
    tokio::spawn(std::future::pending::<()>());
    Ok(())
}

/// Leave a file open.
#[operation]
fn leave_file() -> Result<()> {
    std::mem::forget(File::open("/proc/self/stat")?);
    Ok(())
}

/// Leave a child process behind.
#[operation]
fn leave_child() -> Result<()> {
    let mut sleep = Command::new("sleep");
    sleep.arg("4711").stdin(Stdio::null()).stdout(Stdio::null());
    sleep.stderr(Stdio::null()).spawn()?;
    Ok(())
}

/// Leave a file in the temporary directory.
#[operation]
fn leave_note() -> Result<()> {
    Ok(fs::write(std::env::temp_dir().join("note.txt"), "x")?)
}

/// End the whole process.
#[operation]
fn exit() -> Result<()> {
    std::process::exit(3)
}

fn main() -> ExitCode {
    wick_runtime::serve::<Patient>()
}
