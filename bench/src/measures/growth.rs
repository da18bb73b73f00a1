//! How a call grows with what it carries.

use super::order;
use crate::Failure;
use crate::build::Peers;
use crate::drive::Command;
use crate::driver::{Driver, Pair};
use crate::plan::Plan;
use crate::results::{Curve, Line, Row, Section, Target, Unit};

/// Bytes, and how often each is called.
const SIZES: [(usize, usize); 7] = [
    (100, 300),
    (1_000, 300),
    (10_000, 200),
    (100_000, 40),
    (1_000_000, 6),
    (10_000_000, 1),
    (60_000_000, 1),
];

pub(super) fn payload(peers: &Peers, plan: &Plan, section: &mut Section) -> Result<(), Failure> {
    let mut drivers = [
        Driver::started(peers, Pair::GO, 1)?,
        Driver::started(peers, Pair::OURS, 1)?,
    ];
    let mut lines = ["Go", "ours"].map(Line::new);
    for (bytes, calls) in SIZES {
        if !plan.goes_on() {
            break;
        }
        let name = format!("echo of {}", size(bytes));
        let mut row = Row::new(name, Unit::Nanoseconds, Target::None);
        for round in plan.rounds(2, 4) {
            for index in order(round, drivers.len()) {
                let echo = Command {
                    kind: "echo".to_owned(),
                    calls,
                    callers: 1,
                    bytes,
                    ..Command::default()
                };
                row.of(index)
                    .push(drivers[index].measure(&echo)?.p50_ns as f64);
            }
        }
        lines[0].add(bytes as f64, &row.go, 1e-6);
        lines[1].add(bytes as f64, &row.ours, 1e-6);
        section.rows.push(row);
    }
    section.curves.push(Curve {
        id: "payload",
        title: "A call that echoes a text, by its size",
        x: "bytes",
        y: "ms",
        lines: lines.into(),
    });
    Ok(())
}

fn size(bytes: usize) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} kB", bytes / 1_000),
        _ => format!("{} MB", bytes / 1_000_000),
    }
}
