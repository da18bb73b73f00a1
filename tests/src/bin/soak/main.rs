//! `cargo soak`: hosts and plugins under random load and random faults, for as long as one likes.
//!
//! Workers start, call, stream, cancel and kill at random; now and then the host is shut down and opened
//! again, with another fault for the starts of its faulty plugins. It ends with status 0 only if every answer
//! was right or an error that fits, and if no process, descriptor, task or socket is left.
//!
//! | module | |
//! |---|---|
//! | `field` | the plugins and the host of the moment |
//! | `worker` | one random deed after another |
//! | `tally` | what was done and what came of it |
//! | `remains` | what is left at the end |
#![forbid(unsafe_code)]
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a tool of the tests, whose panics are failures, and whose output is its report"
)]

mod field;
mod remains;
mod tally;
mod worker;

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use clap::Parser;
use tokio::time::{Instant, interval, sleep};

use field::Field;
use remains::Remains;
use tally::Tally;

/// Put a host and its plugins under random load and faults, and look what is left at the end.
#[derive(Debug, Parser)]
#[command(name = "soak")]
struct Options {
    /// How long: a number and s, m or h
    #[arg(long, default_value = "10m", value_parser = duration)]
    duration: Duration,
    /// What the random choices are made from; by default another each time
    #[arg(long)]
    seed: Option<u64>,
    /// How many deeds are done at once
    #[arg(long, default_value_t = 6)]
    workers: u64,
    /// Print the summary as JSON
    #[arg(long)]
    json: bool,
}

fn main() -> ExitCode {
    let options = Options::parse();
    let seed = options.seed.unwrap_or_else(|| fastrand::u64(..));
    println!("soak for {:?} with --seed {seed}", options.duration);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let tally = Arc::new(Tally::default());
    let remains = runtime.block_on(soak(&options, seed, &tally));
    drop(runtime);
    match options.json {
        true => println!("{}", tally.to_json(seed, &remains)),
        false => println!("{tally}\n{remains}"),
    }
    match tally.is_sound() && remains.is_nothing() {
        true => ExitCode::SUCCESS,
        false => {
            println!("FAILED; again with: cargo soak --seed {seed}");
            ExitCode::FAILURE
        }
    }
}

async fn soak(options: &Options, seed: u64, tally: &Arc<Tally>) -> Remains {
    let field = Arc::new(Field::prepare().await);
    let before = remains::before(&field).await;
    field.reopen(&mut fastrand::Rng::with_seed(seed)).await;
    let end = Instant::now() + options.duration;
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..options.workers {
        let random = fastrand::Rng::with_seed(seed.wrapping_add(number));
        tasks.spawn(worker::work(field.clone(), tally.clone(), random, end));
    }
    tasks.spawn(reopen(
        field.clone(),
        tally.clone(),
        fastrand::Rng::with_seed(!seed),
        end,
    ));
    tasks.spawn(report(tally.clone(), end));
    while let Some(ended) = tasks.join_next().await {
        ended.unwrap();
    }
    field.close().await;
    remains::after(before, &field).await
}

/// Shuts the host down and opens another, every few seconds.
async fn reopen(field: Arc<Field>, tally: Arc<Tally>, mut random: fastrand::Rng, end: Instant) {
    loop {
        sleep(Duration::from_millis(random.u64(2000..6000))).await;
        if Instant::now() >= end {
            return;
        }
        field.reopen(&mut random).await;
        tally.count("reopen");
    }
}

async fn report(tally: Arc<Tally>, end: Instant) {
    let mut tick = interval(Duration::from_secs(5));
    tick.tick().await;
    loop {
        tokio::select! {
            () = tokio::time::sleep_until(end) => return,
            _ = tick.tick() => println!("{}", tally.line()),
        }
    }
}

fn duration(text: &str) -> Result<Duration, String> {
    let refuse = || format!("{text:?} is not a number followed by s, m or h");
    let (number, unit) = text
        .split_at_checked(text.len().saturating_sub(1))
        .ok_or_else(refuse)?;
    let number: u64 = number.parse().map_err(|_| refuse())?;
    let seconds = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        _ => return Err(refuse()),
    };
    Ok(Duration::from_secs(number.saturating_mul(seconds)))
}
