//! Small calls of plugins that run.

use super::order;
use crate::Failure;
use crate::build::Peers;
use crate::drive::Command;
use crate::driver::{Driver, Pair};
use crate::plan::Plan;
use crate::results::{Curve, Row, Section, Target, Unit};

/// Bytes of the text that is echoed.
const TEXT: usize = 40;

pub(super) fn sequential(peers: &Peers, plan: &Plan, section: &mut Section) -> Result<(), Failure> {
    let mut drivers = warm(peers)?;
    let calls = plan.either(1500, 3000);
    let mut median = Row::new("warm call, median", Unit::Nanoseconds, Target::AtMost(0.33));
    let mut p99 = Row::new("warm call, p99", Unit::Nanoseconds, Target::AtMost(0.5));
    let mut cpu = Row::new(
        "CPU per call, one caller",
        Unit::Nanoseconds,
        Target::AtMost(0.25),
    );
    for round in plan.rounds(4, 10) {
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
    section.rows.extend([median, p99, cpu]);
    Ok(())
}

pub(super) fn concurrent(peers: &Peers, plan: &Plan, section: &mut Section) -> Result<(), Failure> {
    let mut drivers = warm(peers)?;
    let calls = plan.either(4000, 10_000);
    let title = "Calls per second, by callers at once";
    let mut curve = Curve::of_both("callers", title, "callers", "calls/s");
    for callers in [1, 8, 32, 128] {
        let name = format!("calls per second, {}", counted(callers));
        // One caller is told with the small calls; here it is for the curve.
        let target = match callers {
            1 => Target::None,
            _ => Target::AtLeast(4.0),
        };
        let mut rate = Row::new(name, Unit::CallsPerSecond, target);
        let mut p99 = Row::new(
            format!("p99, {}", counted(callers)),
            Unit::Nanoseconds,
            Target::None,
        );
        let mut cpu = Row::new(
            "CPU per call, 32 callers",
            Unit::Nanoseconds,
            Target::AtMost(0.25),
        );
        for round in plan.rounds(2, 8) {
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
        curve.add(callers as f64, &rate, 1.0);
        section.rows.extend([rate, p99]);
        if callers == 32 {
            section.rows.push(cpu);
        }
    }
    section.curves.push(curve);
    Ok(())
}

/// A driver of each pair that has made some calls.
fn warm(peers: &Peers) -> Result<Vec<Driver>, Failure> {
    let mut drivers = Vec::new();
    for pair in Pair::ALL {
        drivers.push(warm_pair(peers, pair)?);
    }
    Ok(drivers)
}

pub(super) fn warm_pair(peers: &Peers, pair: Pair) -> Result<Driver, Failure> {
    let mut driver = Driver::started(peers, pair, 1)?;
    driver.measure(&echo(1000, 8))?;
    Ok(driver)
}

fn counted(callers: usize) -> String {
    match callers {
        1 => "1 caller".to_owned(),
        more => format!("{more} callers"),
    }
}

pub(super) fn echo(calls: usize, callers: usize) -> Command {
    Command {
        kind: "echo".to_owned(),
        calls,
        callers,
        bytes: TEXT,
        ..Command::default()
    }
}
