//! Large results, and what the host needs for them.

use super::{Plan, Results, Row, Target, Unit, order};
use crate::Failure;
use crate::build::Peers;
use crate::drive::Command;
use crate::driver::{Driver, Pair};
use crate::memory;

pub(super) fn streams(peers: &Peers, plan: &Plan, results: &mut Results) -> Result<(), Failure> {
    for (megabytes, calls) in [(1, 8), (10, 2), (60, 1), (200, 1)] {
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
        let rounds = if megabytes < 60 {
            plan.either(4, 8)
        } else {
            plan.either(2, 4)
        };
        let bytes = megabytes * 1_000_000;
        for round in 0..rounds {
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
        results.rows.extend([rate, cpu, peak]);
    }
    Ok(())
}
