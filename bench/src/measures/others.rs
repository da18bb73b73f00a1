//! Binaries, and several connectors at once.

use super::{both, fill, order};
use crate::Failure;
use crate::build::Peers;
use crate::drive::Command;
use crate::driver::time_of;
use crate::plan::Plan;
use crate::results::{Curve, Row, Section, Target, Unit};

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
    let live = Command {
        kind: "live".to_owned(),
        calls: plan.either(2000, 6000),
        callers: 8,
        slow_ms: 50,
        ..Command::default()
    };
    let title = "p99 of a small call while one connector is slow";
    let mut curve = Curve::of_both("live", title, "connectors that run", "ms");
    for connectors in [1, 8, 32] {
        plan.say(&format!("  {connectors} connectors"));
        let mut drivers = both(peers, connectors)?;
        let name = match connectors {
            1 => "p99 of one connector that is slow and busy besides".to_owned(),
            more => format!("p99 of the others, {more} connectors with one slow"),
        };
        let mut row = Row::new(name, Unit::Nanoseconds, Target::None);
        let rounds = plan.rounds(2, 6);
        fill(&mut row, &mut drivers, rounds, &live, |measured| {
            measured.p99_ns
        })?;
        curve.add(connectors as f64, &row, 1e-6);
        section.rows.push(row);
    }
    section.curves.push(curve);
    Ok(())
}
