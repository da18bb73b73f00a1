//! A job: a host runs it when its time has come.
#![forbid(unsafe_code)]

use wick_runtime::prelude::*;

/// Removes drafts that nobody needs.
#[connector(name = "Sweep", kind = Kind::Job, icon = "🧹")]
struct Sweep {
    /// Days that a draft is kept.
    #[config(default = 30, range = 1..)]
    keep_days: u32,
}

/// Remove old drafts. Runs at every trigger; returns what it removed.
#[operation(destructive, idempotent)]
fn run(
    sweep: &Sweep,
    /// The ages of the drafts, in days.
    ages: Vec<u32>,
) -> Result<Vec<u32>> {
    let old = |age: &u32| *age > sweep.keep_days;
    Ok(ages.into_iter().filter(old).collect())
}

fn main() -> ExitCode {
    wick_runtime::serve::<Sweep>()
}
