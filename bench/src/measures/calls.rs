//! Small calls of plugins that run.

use super::{Plan, Results, Row, Target, Unit, order};
use crate::Failure;
use crate::build::Peers;
use crate::drive::Command;
use crate::driver::{Driver, Pair};

/// Bytes of the text that is echoed.
const TEXT: usize = 40;

pub(super) fn sequential(peers: &Peers, plan: &Plan, results: &mut Results) -> Result<(), Failure> {
    let mut drivers = warm(peers)?;
    let (rounds, calls) = (plan.either(4, 10), plan.either(1500, 3000));
    let mut median = Row::new("warm call, median", Unit::Nanoseconds, Target::AtMost(0.33));
    let mut p99 = Row::new("warm call, p99", Unit::Nanoseconds, Target::AtMost(0.5));
    let mut cpu = Row::new(
        "CPU per call, one caller",
        Unit::Nanoseconds,
        Target::AtMost(0.25),
    );
    for round in 0..rounds {
        for pair in order(round, drivers.len()) {
            let driver = &mut drivers[pair];
            let before = driver.cpu_ns()?;
            let measured = driver.measure(&echo(calls, 1))?;
            let used = driver.cpu_ns()? - before;
            median.of(pair).push(measured.p50_ns as f64);
            p99.of(pair).push(measured.p99_ns as f64);
            cpu.of(pair).push(used as f64 / calls as f64);
        }
    }
    results.rows.extend([median, p99, cpu]);
    Ok(())
}

pub(super) fn concurrent(peers: &Peers, plan: &Plan, results: &mut Results) -> Result<(), Failure> {
    let mut drivers = warm(peers)?;
    let (rounds, calls) = (plan.either(4, 8), plan.either(4000, 10_000));
    for callers in [8, 32, 128] {
        let name = format!("calls per second, {callers} callers");
        let mut rate = Row::new(name, Unit::CallsPerSecond, Target::AtLeast(4.0));
        let mut p99 = Row::new(
            format!("p99, {callers} callers"),
            Unit::Nanoseconds,
            Target::None,
        );
        let mut cpu = Row::new(
            "CPU per call, 32 callers",
            Unit::Nanoseconds,
            Target::AtMost(0.25),
        );
        for round in 0..rounds {
            for pair in order(round, drivers.len()) {
                let driver = &mut drivers[pair];
                let before = driver.cpu_ns()?;
                let measured = driver.measure(&echo(calls, callers))?;
                let used = driver.cpu_ns()? - before;
                rate.of(pair)
                    .push(calls as f64 / measured.wall_ns as f64 * 1e9);
                p99.of(pair).push(measured.p99_ns as f64);
                cpu.of(pair).push(used as f64 / calls as f64);
            }
        }
        results.rows.extend([rate, p99]);
        if callers == 32 {
            results.rows.push(cpu);
        }
    }
    Ok(())
}

/// A driver of each pair that has made some calls.
fn warm(peers: &Peers) -> Result<Vec<Driver>, Failure> {
    let mut drivers = Vec::new();
    for pair in Pair::ALL {
        let mut driver = Driver::started(peers, pair, 1)?;
        driver.measure(&echo(1000, 8))?;
        drivers.push(driver);
    }
    Ok(drivers)
}

fn echo(calls: usize, callers: usize) -> Command {
    Command {
        kind: "echo".to_owned(),
        calls,
        callers,
        bytes: TEXT,
        slow_ms: 0,
    }
}
