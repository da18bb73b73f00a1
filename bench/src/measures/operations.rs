//! What the number of a connector's operations costs.

use super::calls::echo;
use super::order;
use crate::Failure;
use crate::build::{Peers, manifest};
use crate::connectors::Connectors;
use crate::drive::Command;
use crate::driver::{Driver, Side};
use crate::plan::Plan;
use crate::results::{Curve, Row, Section, Target, Unit};

const SIZES: [usize; 4] = [10, 100, 300, 1_000];

/// What is measured, the name of its plot, and the plot's title.
const MEASURED: [(&str, &str, &str); 4] = [
    (
        "start to first reply",
        "operations-start",
        "Start to first reply, by operations of the connector",
    ),
    (
        "first call after the start",
        "operations-first",
        "The first call after the start, by operations of the connector",
    ),
    (
        "warm call",
        "operations-call",
        "A warm call, by operations of the connector",
    ),
    (
        "listing the connector",
        "operations-list",
        "Listing the connector, by its operations",
    ),
];

pub(super) fn operations(peers: &Peers, plan: &Plan, section: &mut Section) -> Result<(), Failure> {
    let mut curves = MEASURED.map(|(_, id, title)| Curve::of_both(id, title, "operations", "ms"));
    let calls = plan.either(200, 500);
    for operations in SIZES {
        if !plan.goes_on() {
            break;
        }
        plan.say(&format!("  {operations} operations"));
        let mut drivers = [
            Driver::large(peers, Side::Go, operations)?,
            Driver::large(peers, Side::Ours, operations)?,
        ];
        let root = peers.directory.join(format!("listed-{operations}"));
        let mut listed = Connectors::new(root, manifest(&peers.our_large_plugin, operations)?, 1)?;
        listed.grow(1)?;
        let list = Command {
            kind: "list".to_owned(),
            path: listed.directory().to_owned(),
            ..Command::default()
        };
        let mut rows = MEASURED.map(|(name, ..)| {
            let name = format!("{name}, {operations} operations");
            Row::new(name, Unit::Nanoseconds, Target::None)
        });
        for round in plan.rounds(4, 10) {
            for index in order(round, drivers.len()) {
                let driver = &mut drivers[index];
                rows[0].of(index).push(driver.start()?.wall_ns as f64);
                driver.stop()?;
                rows[1].of(index).push(driver.first()?.wall_ns as f64);
                driver.measure(&echo(calls, 1))?;
                let warm = driver.measure(&echo(calls, 1))?;
                rows[2].of(index).push(warm.p50_ns as f64);
                driver.stop()?;
                rows[3]
                    .of(index)
                    .push(driver.measure(&list)?.wall_ns as f64);
            }
        }
        for (row, curve) in rows.into_iter().zip(&mut curves) {
            curve.add(operations as f64, &row, 1e-6);
            section.rows.push(row);
        }
    }
    section.curves.extend(curves);
    Ok(())
}
