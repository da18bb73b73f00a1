//! What plugins and hosts need while they wait.

use super::order;
use crate::Failure;
use crate::build::Peers;
use crate::drive::Command;
use crate::driver::{Driver, Pair};
use crate::memory;
use crate::plan::Plan;
use crate::results::{Row, Section, Target, Unit};

/// Plugins of the larger host.
const MANY: usize = 9;

pub(super) fn memory(peers: &Peers, plan: &Plan, section: &mut Section) -> Result<(), Failure> {
    let at_most = Target::AtMost(0.3);
    let mut resident = Row::new(
        "plugin memory after 100 calls, resident",
        Unit::Bytes,
        at_most,
    );
    let mut anonymous = Row::new(
        "plugin memory after 100 calls, anonymous",
        Unit::Bytes,
        at_most,
    );
    let mut host = Row::new("host memory per connected plugin", Unit::Bytes, at_most);
    for round in plan.rounds(2, 4) {
        for pair in order(round, Pair::ALL.len()) {
            let mut driver = Driver::started(peers, Pair::ALL[pair], 1)?;
            hundred(&mut driver)?;
            let plugin = memory::of(driver.plugins[0])?;
            resident.of(pair).push(plugin.resident);
            anonymous.of(pair).push(plugin.anonymous);
            let mut larger = Driver::started(peers, Pair::ALL[pair], MANY)?;
            hundred(&mut larger)?;
            let growth = memory::of(larger.id())?.resident - memory::of(driver.id())?.resident;
            host.of(pair).push(growth / (MANY - 1) as f64);
        }
    }
    section.rows.extend([resident, anonymous, host]);
    Ok(())
}

fn hundred(driver: &mut Driver) -> Result<(), Failure> {
    let command = Command {
        kind: "live".to_owned(),
        calls: 100,
        callers: 1,
        ..Command::default()
    };
    driver.measure(&command).map(drop)
}
