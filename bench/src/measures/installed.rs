//! What a host does with connectors that are installed, by their number.

use std::time::Duration;

use super::order;
use crate::Failure;
use crate::build::{Peers, manifest};
use crate::caches;
use crate::connectors::Connectors;
use crate::drive::Command;
use crate::driver::{Driver, Pair};
use crate::plan::Plan;
use crate::results::{Curve, Line, Row, Section, Target, Unit};

const SIZES: [usize; 4] = [10, 100, 1_000, 10_000];

/// Operations of each, besides the three of the plugin that is measured.
const OPERATIONS: usize = 2;

/// Bytes of each binary. Real ones have millions; what hashing those costs is a measure of its own, and here it
/// would hide everything else.
const BINARY: usize = 64 << 10;

/// A binary that changed less than two seconds before is hashed again in any case.
const SETTLED: Duration = Duration::from_millis(2_100);

/// A command, what it is called, and the name of its plot.
const COMMANDS: [(&str, &str, &str, &str); 3] = [
    (
        "list",
        "listing",
        "installed-list",
        "Listing what is installed",
    ),
    (
        "describe",
        "describing",
        "installed-describe",
        "Describing all that is installed",
    ),
    (
        "verify",
        "verifying",
        "installed-verify",
        "Verifying all that is installed",
    ),
];

const LINES: [&str; 5] = [
    "Go, cold",
    "ours, cold",
    "Go",
    "ours",
    "ours, digests known",
];

pub(super) fn installed(peers: &Peers, plan: &Plan, section: &mut Section) -> Result<(), Failure> {
    let described = manifest(&peers.our_large_plugin, OPERATIONS)?;
    let mut connectors = Connectors::new(peers.directory.join("installed"), described, BINARY)?;
    let cold = caches::obstacle(&peers.directory)?;
    if let Some(obstacle) = cold {
        section.remark(format!("Not measured cold: {obstacle}."));
    }
    let mut drivers = [
        Driver::new(peers, Pair::GO, 1)?,
        Driver::new(peers, Pair::OURS, 1)?,
    ];
    let mut curves = COMMANDS.map(|(..)| LINES.map(Line::new));
    for &count in &SIZES[..plan.either(3, 4)] {
        if !plan.goes_on() {
            break;
        }
        plan.say(&format!("  {count} connectors"));
        connectors.grow(count)?;
        std::thread::sleep(SETTLED);
        for ((kind, doing, ..), lines) in COMMANDS.into_iter().zip(&mut curves) {
            let measure = |driver: &mut Driver, cached| {
                let command = Command {
                    kind: kind.to_owned(),
                    path: connectors.directory().to_owned(),
                    key: connectors.public_key(),
                    cached,
                    ..Command::default()
                };
                let measured = driver.measure(&command)?;
                match measured.calls == count {
                    true => Ok::<_, Failure>(measured.wall_ns as f64),
                    false => Err(format!("{kind} found {} of {count}", measured.calls).into()),
                }
            };
            let row = |how: &str| {
                let name = format!("{doing} {count}{how}");
                Row::new(name, Unit::Nanoseconds, Target::None)
            };
            let mut warm = row(", warm");
            let rounds = if count < 10_000 { 6 } else { 2 };
            for round in plan.rounds(4, rounds) {
                for index in order(round, drivers.len()) {
                    warm.of(index).push(measure(&mut drivers[index], false)?);
                }
            }
            let mut rows = vec![warm];
            if kind == "verify" {
                let mut known = row(", digests known");
                measure(&mut drivers[1], true)?;
                for _ in plan.rounds(2, rounds / 2) {
                    known.ours.push(measure(&mut drivers[1], true)?);
                }
                lines[4].add(count as f64, &known.ours, 1e-6);
                rows.push(known);
            }
            if cold.is_none() {
                let mut cold = row(", cold");
                let rounds = if count < 10_000 { 2 } else { 1 };
                for round in plan.rounds(2, rounds) {
                    for index in order(round, drivers.len()) {
                        caches::drop_all()?;
                        cold.of(index).push(measure(&mut drivers[index], false)?);
                    }
                }
                lines[0].add(count as f64, &cold.go, 1e-6);
                lines[1].add(count as f64, &cold.ours, 1e-6);
                rows.push(cold);
            }
            lines[2].add(count as f64, &rows[0].go, 1e-6);
            lines[3].add(count as f64, &rows[0].ours, 1e-6);
            section.rows.extend(rows);
        }
    }
    for ((.., id, title), lines) in COMMANDS.into_iter().zip(curves) {
        section.curves.push(Curve {
            id,
            title,
            x: "connectors",
            y: "ms",
            lines: lines.into(),
        });
    }
    std::fs::remove_dir_all(connectors.directory())?;
    Ok(())
}
