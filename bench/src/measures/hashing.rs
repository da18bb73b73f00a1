//! SHA-256 of a file that is in the page cache, and what it is in verifying a plugin.

use std::fs;
use std::time::Duration;

use super::order;
use crate::Failure;
use crate::build::{Peers, manifest};
use crate::connectors::Connectors;
use crate::drive::Command;
use crate::driver::{Driver, Pair, time_of};
use crate::plan::Plan;
use crate::results::{Row, Section, Target, Unit};
use crate::samples::Samples;
use crate::tools;

const BYTES: usize = 64_000_000;

pub(super) fn hashing(peers: &Peers, plan: &Plan, section: &mut Section) -> Result<(), Failure> {
    let file = peers.directory.join("hashed");
    fs::write(&file, vec![0x5a; BYTES])?;
    let mut drivers = [
        Driver::new(peers, Pair::GO, 1)?,
        Driver::new(peers, Pair::OURS, 1)?,
    ];
    let has_openssl = tools::is_there("openssl", "version");
    let mut row = Row::new(
        "SHA-256 of a file of 64 MB",
        Unit::BytesPerSecond,
        Target::None,
    );
    let mut openssl = Samples::default();
    let rate = |nanoseconds: f64| BYTES as f64 / nanoseconds * 1e9;
    let command = Command {
        kind: "hash".to_owned(),
        path: file.clone(),
        ..Command::default()
    };
    for round in plan.rounds(4, 12) {
        for index in order(round, 3) {
            match drivers.get_mut(index) {
                Some(driver) => row
                    .of(index)
                    .push(rate(driver.measure(&command)?.wall_ns as f64)),
                None if has_openssl => {
                    let path = file.to_string_lossy();
                    let arguments = ["dgst", "-sha256", &path];
                    openssl.push(rate(time_of("openssl".as_ref(), &arguments)?));
                }
                None => {}
            }
        }
    }
    fs::remove_file(&file)?;
    match has_openssl {
        true => {
            section.beside = "ours ÷ it";
            let ratio = row.ours.median().zip(openssl.median());
            section.note(
                "`openssl dgst -sha256` of the same file, its start included",
                Unit::BytesPerSecond,
                openssl,
                ratio.map(|(ours, openssl)| ours / openssl),
            );
        }
        false => section.remark("`openssl` was not measured: it is not installed."),
    }
    section.rows.push(row);
    verifying(peers, plan, section)
}

/// One plugin with a binary as large as ours.
fn verifying(peers: &Peers, plan: &Plan, section: &mut Section) -> Result<(), Failure> {
    let root = peers.directory.join("verified");
    let bytes = usize::try_from(fs::metadata(&peers.our_plugin)?.len())?;
    let mut one = Connectors::new(root, manifest(&peers.our_plugin, 0)?, bytes)?;
    one.grow(1)?;
    // A binary that changed less than two seconds before is hashed again in any case.
    std::thread::sleep(Duration::from_millis(2_100));
    let mut drivers = [
        Driver::new(peers, Pair::GO, 1)?,
        Driver::new(peers, Pair::OURS, 1)?,
    ];
    let command = |cached| Command {
        kind: "verify".to_owned(),
        path: one.directory().to_owned(),
        key: one.public_key(),
        cached,
        ..Command::default()
    };
    let row = |name| Row::new(name, Unit::Nanoseconds, Target::None);
    let mut unknown = row("verifying a plugin as large as ours");
    let mut known = row("the same, its digest known");
    drivers[1].measure(&command(true))?;
    for round in plan.rounds(6, 20) {
        for index in order(round, drivers.len()) {
            let measured = drivers[index].measure(&command(false))?;
            unknown.of(index).push(measured.wall_ns as f64);
        }
        let measured = drivers[1].measure(&command(true))?;
        known.ours.push(measured.wall_ns as f64);
    }
    section.rows.extend([unknown, known]);
    Ok(())
}
