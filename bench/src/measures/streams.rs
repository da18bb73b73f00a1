//! Large results, and what the host needs for them.

use super::order;
use crate::Failure;
use crate::build::Peers;
use crate::drive::Command;
use crate::driver::{Driver, Pair};
use crate::memory;
use crate::plan::Plan;
use crate::results::{Row, Section, Target, Unit};

pub(super) fn streams(peers: &Peers, plan: &Plan, section: &mut Section) -> Result<(), Failure> {
    let sizes = [(1, 8), (10, 2), (60, 1), (200, 1)];
    // The largest takes as long as all others together.
    for &(megabytes, calls) in &sizes[..plan.either(3, 4)] {
        plan.say(&format!("  {megabytes} MB"));
        let mut drivers = Vec::new();
        for pair in Pair::ALL {
            drivers.push(Driver::started(peers, pair, 1)?);
        }
        let name = format!("streamed result of {megabytes} MB");
        let mut rate = Row::new(name, Unit::BytesPerSecond, Target::AtLeast(8.0));
        let name = format!("peak memory of the host, {megabytes} MB");
        let mut peak = Row::new(name, Unit::Bytes, Target::None);
        let name = format!("CPU per streamed MB, {megabytes} MB");
        let mut cpu = Row::new(name, Unit::Nanoseconds, Target::None);
        let rounds = if megabytes < 60 { (4, 8) } else { (2, 4) };
        let bytes = megabytes * 1_000_000;
        for round in plan.rounds(rounds.0, rounds.1) {
            for pair in order(round, drivers.len()) {
                let driver = &mut drivers[pair];
                memory::reset_peak(driver.id())?;
                let command = Command {
                    kind: "blob".to_owned(),
                    calls,
                    bytes,
                    ..Command::default()
                };
                let before = driver.cpu_ns()?;
                let measured = driver.measure(&command)?;
                let used = driver.cpu_ns()? - before;
                cpu.of(pair).push(used as f64 / (megabytes * calls) as f64);
                rate.of(pair)
                    .push((bytes * calls) as f64 / measured.wall_ns as f64 * 1e9);
                peak.of(pair).push(memory::peak(driver.id())?);
            }
        }
        section.rows.extend([rate, cpu, peak]);
    }
    if plan.quick {
        section.remark("200 MB is measured in a full run only.");
    }
    Ok(())
}
