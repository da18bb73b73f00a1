//! Binaries, the floor, and several connectors at once.

use super::{Plan, Results, Row, Target, Unit, order};
use crate::Failure;
use crate::build::Peers;
use crate::drive::Command;
use crate::driver::{Driver, Pair, time_of};
use crate::floor::Floor;

pub(super) fn binary(peers: &Peers, plan: &Plan, results: &mut Results) -> Result<(), Failure> {
    let binaries = [&peers.go_plugin, &peers.our_plugin];
    let mut size = Row::new("plugin binary, stripped", Unit::Bytes, Target::AtMost(0.25));
    let mut dump = Row::new("--dump-manifest", Unit::Nanoseconds, Target::AtMost(0.1));
    for (index, binary) in binaries.into_iter().enumerate() {
        size.of(index).push(std::fs::metadata(binary)?.len() as f64);
    }
    for round in 0..plan.either(6, 20) {
        for index in order(round, binaries.len()) {
            dump.of(index)
                .push(time_of(binaries[index], &["--dump-manifest"])?);
        }
    }
    results.rows.extend([size, dump]);
    Ok(())
}

pub(super) fn floor(peers: &Peers, plan: &Plan, results: &mut Results) -> Result<(), Failure> {
    let floor = Floor::start(&peers.directory)?;
    let count = plan.either(2000, 10_000);
    results.note(
        "round trip over a bare Unix socket",
        Unit::Nanoseconds,
        floor.ping(count)?,
    );
    results.note(
        "streamed call of a bare tonic service, no TLS",
        Unit::Nanoseconds,
        floor.call(count)?,
    );
    Ok(())
}

pub(super) fn live(peers: &Peers, plan: &Plan, results: &mut Results) -> Result<(), Failure> {
    for connectors in [1, 8, 32] {
        let mut drivers = [
            Driver::started(peers, Pair::GO, connectors)?,
            Driver::started(peers, Pair::OURS, connectors)?,
        ];
        let name = format!("p99 of the others, {connectors} connectors with one slow");
        let mut row = Row::new(name, Unit::Nanoseconds, Target::None);
        let calls = plan.either(2000, 6000);
        for round in 0..plan.either(2, 6) {
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
        results.rows.push(row);
    }
    Ok(())
}
