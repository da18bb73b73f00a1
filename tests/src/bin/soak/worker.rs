//! One random deed after another.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use tokio::time::{Instant, sleep, timeout};
use wick_host::{Call, CallError, Host};

use crate::field::{Field, any_process};
use crate::tally::Tally;

/// What the operation `run` of the faulty plugins can be told to do.
const FAULTS: &[&str] = &[
    "abort_in_stream",
    "bad_json",
    "children",
    "chunk_after_eof",
    "close_connection",
    "deaf",
    "descriptors",
    "empty_chunks",
    "empty_result",
    "endless_chunks",
    "endless_progress",
    "error_after_data",
    "exit_in_stream",
    "flood_binary",
    "flood_json",
    "flood_stderr",
    "flood_stdout",
    "freeze",
    "hang_call",
    "huge_error",
    "huge_progress",
    "kill_in_stream",
    "never",
    "no_eof",
    "panic",
    "silent",
    "stack_overflow",
    "status",
    "stop_reading",
];

/// What a worker does.
const DEEDS: &[&str] = &[
    "call", "call", "call", "cancel", "fault", "kill", "reset", "start", "stop", "stream",
];

/// Longer than anything that is not stuck takes, on a busy machine.
const STUCK: Duration = Duration::from_secs(60);

pub(crate) async fn work(
    field: Arc<Field>,
    tally: Arc<Tally>,
    mut random: fastrand::Rng,
    end: Instant,
) {
    while Instant::now() < end {
        let host = field.host();
        let name = DEEDS[random.usize(..DEEDS.len())];
        let deed = act(name, &field, &host, &tally, &mut random);
        tally.count(name);
        if timeout(STUCK, deed).await.is_err() {
            tally.wrong(format!("{name} hung"));
        }
    }
}

async fn act(name: &str, field: &Field, host: &Host, tally: &Tally, random: &mut fastrand::Rng) {
    let (sound, faulty) = (pick(random, &field.sound), pick(random, &field.faulty));
    match name {
        "call" => {
            let text = format!("{:x}", random.u64(..));
            check(tally, sound, &text, echo(host, sound, &text).await);
        }
        "fault" => {
            let call = run(host, faulty, random);
            tally.outcome(&host.run(faulty, call).await);
        }
        "stream" => {
            let call = run(host, faulty, random);
            let outcome = stream(host, faulty, call, random.usize(..50)).await;
            tally.outcome(&outcome);
        }
        "cancel" => {
            let call = run(host, faulty, random);
            // The time that is given up after is over before or after an answer.
            let patience = Duration::from_millis(random.u64(..200));
            let _ = timeout(patience, host.run(faulty, call)).await;
        }
        // Forgets what failed, or else hardly anything would be started any more.
        "reset" => tally.outcome(&host.reset(pick(random, &field.all()))),
        "start" => tally.outcome(&host.start(faulty).await),
        "stop" => tally.outcome(&host.stop(pick(random, &field.all())).await),
        _ => {
            let process = any_process(host, random);
            sleep(Duration::from_millis(random.u64(..50))).await;
            // Unless it has ended since.
            if let Some(process) = process.and_then(|id| Pid::from_raw(id.try_into().ok()?)) {
                let _ = kill_process(process, Signal::KILL);
            }
        }
    }
}

fn pick<'a>(random: &mut fastrand::Rng, from: &[&'a str]) -> &'a str {
    from[random.usize(..from.len())]
}

/// The operation and the argument differ from peer to peer.
async fn echo(host: &Host, key: &str, text: &str) -> Result<Value, CallError> {
    let arguments = json!({"text": text});
    host.call(key, "echo", &arguments, &HashMap::new()).await
}

/// A sound connector gives the right answer, unless its process was killed or stopped, there was no place
/// for it, or the host was shut down.
fn check(tally: &Tally, key: &str, text: &str, answer: Result<Value, CallError>) {
    match &answer {
        Ok(Value::String(said)) if said == text => {}
        Ok(Value::Object(said)) if said["text"] == text => {}
        Ok(other) => tally.wrong(format!("{key} answered {other} for {text}")),
        Err(
            CallError::CircuitOpen { .. }
            | CallError::Died { .. }
            | CallError::PoolFull { .. }
            | CallError::QueueFull { .. }
            | CallError::ShuttingDown
            | CallError::Start(_)
            | CallError::Transport { .. },
        ) => {}
        Err(other) => tally.wrong(format!("{key} failed: {other}")),
    }
    tally.outcome(&answer);
}

fn run(host: &Host, key: &str, random: &mut fastrand::Rng) -> Call {
    let arguments = json!({"fault": pick(random, FAULTS)});
    let limit = Duration::from_millis(random.u64(50..800));
    let prepared = host.prepare(key, "run", &arguments, &HashMap::new());
    prepared.unwrap().within(limit)
}

async fn stream(host: &Host, key: &str, call: Call, events: usize) -> Result<(), CallError> {
    let mut output = host.stream(key, call).await?;
    for _ in 0..events {
        if output.next().await?.is_none() {
            break;
        }
    }
    Ok(())
}
