//! How a call grows with what it carries.

use super::calls::echo;
use super::{both, fill};
use crate::Failure;
use crate::build::Peers;
use crate::drive::Command;
use crate::plan::Plan;
use crate::results::{Curve, Row, Section, Target, Unit};

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
    let mut drivers = both(peers, 1)?;
    let title = "A call that echoes a text, by its size";
    let mut curve = Curve::of_both("payload", title, "bytes", "ms");
    for (bytes, calls) in SIZES {
        if !plan.goes_on() {
            break;
        }
        let name = format!("echo of {}", size(bytes));
        let mut row = Row::new(name, Unit::Nanoseconds, Target::None);
        let echo = Command {
            bytes,
            ..echo(calls, 1)
        };
        let rounds = plan.rounds(2, 4);
        fill(&mut row, &mut drivers, rounds, &echo, |measured| {
            measured.p50_ns
        })?;
        curve.add(bytes as f64, &row, 1e-6);
        section.rows.push(row);
    }
    section.curves.push(curve);
    Ok(())
}

fn size(bytes: usize) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} kB", bytes / 1_000),
        _ => format!("{} MB", bytes / 1_000_000),
    }
}
