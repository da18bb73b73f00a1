//! A connector whose operation does harm, as far as an author can on wick-runtime.

use std::future::pending;
use std::io;
use std::thread::park;

use futures_util::{StreamExt as _, stream};
use wick_runtime::prelude::*;

use crate::{harm, output};

/// Does harm when it is told to.
#[connector(name = "Faulty", key = "faulty", icon = "💥", tags = [CONNECTOR])]
pub(crate) struct Faulty;

/// What `run` can do.
pub(crate) const FAULTS: &[&str] = &[
    "author",
    "abort_in_stream",
    "children",
    "children_session",
    "deaf",
    "children_groups",
    "descriptors",
    "endless_chunks",
    "endless_progress",
    "escape_freeze",
    "exit_in_stream",
    "exposed",
    "fork_storm",
    "freeze",
    "hang_call",
    "huge_error",
    "kill_in_stream",
    "panic",
    "print_stderr",
    "print_stdout",
    "stack_overflow",
    "terminal",
];

/// Return the text.
#[operation(read_only)]
async fn echo(
    /// Any text.
    text: Option<String>,
) -> Result<String> {
    Ok(text.unwrap_or_default())
}

/// Do harm.
#[operation]
async fn run(
    ctx: &Context,
    /// Which; by default what the environment says.
    fault: Option<String>,
) -> Result<Streamed<String>> {
    let fault = fault.unwrap_or_else(crate::fault);
    let sleep = ["sleep", "3600"];
    let said = match fault.as_str() {
        "children" => text(harm::leave_children(&sleep, 20)),
        "children_session" => text(harm::leave_children(&["setsid", sleep[0], sleep[1]], 1)),
        "children_groups" => text(harm::leave_groups(&sleep, 20)),
        "fork_storm" => text(harm::leave_groups(&["sh", "-c", STORM, STORM], 2)),
        "exposed" => harm::exposed(),
        "terminal" => harm::terminal(),
        "deaf" => loop {
            park();
        },
        "descriptors" => {
            // For good.
            std::mem::forget(harm::eat_descriptors());
            "none left".to_owned()
        }
        "endless_chunks" => return Ok(Streamed::new(stream::repeat_with(large))),
        "endless_progress" => loop {
            ctx.progress(1, 2, "x".repeat(100 << 10));
            tokio::task::yield_now().await;
        },
        "exit_in_stream" | "kill_in_stream" | "abort_in_stream" => {
            let end = stream::once(async move { harm::die(&fault) });
            return Ok(Streamed::new(
                stream::repeat_with(large).take(20).chain(end),
            ));
        }
        "freeze" | "escape_freeze" => {
            if fault == "escape_freeze" {
                harm::join_hosts_group();
            }
            harm::freeze();
            // The signal may arrive after the answer.
            pending().await
        }
        "hang_call" => pending().await,
        "huge_error" => return Err(Error::new("huge", "x\u{1b}".repeat(8 << 20))),
        "panic" => std::panic::panic_any("faulty: panics".to_owned()),
        "print_stderr" => {
            output::flood(io::stderr(), b"a line of standard error\n".repeat(100));
            "printed".to_owned()
        }
        "print_stdout" => {
            output::flood(io::stdout(), b"1|1|unix|/nowhere|grpc|\n".repeat(100));
            "printed".to_owned()
        }
        "stack_overflow" => harm::overflow(0).to_string(),
        other => other.to_owned(),
    };
    Ok(Streamed::new(stream::iter([Ok::<_, Error>(said)])))
}

/// A shell that goes on in another process all the time: what is seen of it is gone when it is killed.
const STORM: &str = r#"sh -c "$0" "$0" & exit"#;

fn large() -> Result<String> {
    Ok("x".repeat(64 << 10))
}

fn text(processes: Vec<u32>) -> String {
    let processes: Vec<_> = processes.iter().map(u32::to_string).collect();
    processes.join(" ")
}
