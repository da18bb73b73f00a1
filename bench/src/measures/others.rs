//! Binaries, and several connectors at once.

use super::order;
use crate::Failure;
use crate::build::Peers;
use crate::drive::Command;
use crate::driver::{Driver, Pair, time_of};
use crate::plan::Plan;
use crate::results::{Curve, Line, Row, Section, Target, Unit};

pub(super) fn binary(peers: &Peers, plan: &Plan, section: &mut Section) -> Result<(), Failure> {
    let binaries = [&peers.go_plugin, &peers.our_plugin];
    let mut size = Row::new("plugin binary, stripped", Unit::Bytes, Target::AtMost(0.25));
    let mut dump = Row::new("--dump-manifest", Unit::Nanoseconds, Target::AtMost(0.1));
    for (index, binary) in binaries.into_iter().enumerate() {
        size.of(index).push(std::fs::metadata(binary)?.len() as f64);
    }
    for round in plan.rounds(6, 20) {
        for index in order(round, binaries.len()) {
            dump.of(index)
                .push(time_of(binaries[index], &["--dump-manifest"])?);
        }
    }
    section.rows.extend([size, dump]);
    Ok(())
}

pub(super) fn live(peers: &Peers, plan: &Plan, section: &mut Section) -> Result<(), Failure> {
    let mut lines = ["Go", "ours"].map(Line::new);
    for connectors in [1, 8, 32] {
        plan.say(&format!("  {connectors} connectors"));
        let mut drivers = [
            Driver::started(peers, Pair::GO, connectors)?,
            Driver::started(peers, Pair::OURS, connectors)?,
        ];
        let name = match connectors {
            1 => "p99 of one connector that is slow and busy besides".to_owned(),
            more => format!("p99 of the others, {more} connectors with one slow"),
        };
        let mut row = Row::new(name, Unit::Nanoseconds, Target::None);
        let calls = plan.either(2000, 6000);
        for round in plan.rounds(2, 6) {
            for index in order(round, drivers.len()) {
                let live = Command {
                    kind: "live".to_owned(),
                    calls,
                    callers: 8,
                    slow_ms: 50,
                    ..Command::default()
                };
                row.of(index)
                    .push(drivers[index].measure(&live)?.p99_ns as f64);
            }
        }
        lines[0].add(connectors as f64, &row.go, 1e-6);
        lines[1].add(connectors as f64, &row.ours, 1e-6);
        section.rows.push(row);
    }
    section.curves.push(Curve {
        id: "live",
        title: "p99 of a small call while one connector is slow",
        x: "connectors that run",
        y: "ms",
        lines: lines.into(),
    });
    Ok(())
}
