//! How a call grows with what it carries.

use super::{Curve, Line, Plan, Results, order};
use crate::Failure;
use crate::build::Peers;
use crate::drive::Command;
use crate::driver::{Driver, Pair};
use crate::samples::Samples;

pub(super) fn payload(peers: &Peers, plan: &Plan, results: &mut Results) -> Result<(), Failure> {
    let mut drivers = [
        Driver::started(peers, Pair::GO, 1)?,
        Driver::started(peers, Pair::OURS, 1)?,
    ];
    let mut lines = [
        Line {
            name: "Go",
            points: Vec::new(),
        },
        Line {
            name: "ours",
            points: Vec::new(),
        },
    ];
    let sizes = [
        (100, 300),
        (1_000, 300),
        (10_000, 200),
        (100_000, 40),
        (1_000_000, 6),
        (10_000_000, 1),
        (60_000_000, 1),
    ];
    for (bytes, calls) in sizes {
        let mut medians = [Samples::default(), Samples::default()];
        for round in 0..plan.either(2, 4) {
            for index in order(round, drivers.len()) {
                let echo = Command {
                    kind: "echo".to_owned(),
                    calls,
                    callers: 1,
                    bytes,
                    slow_ms: 0,
                };
                medians[index].push(drivers[index].measure(&echo)?.p50_ns as f64);
            }
        }
        for (line, samples) in lines.iter_mut().zip(&medians) {
            line.points.push((bytes as f64, samples.median() / 1e6));
        }
    }
    results.curves.push(Curve {
        id: "payload",
        title: "A call that echoes a text, by its size",
        x: "bytes",
        y: "ms",
        lines: lines.into(),
    });
    Ok(())
}
