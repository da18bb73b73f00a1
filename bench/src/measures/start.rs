//! From nothing to the first reply.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use wick_proto::tls::Identity;
use wick_proto::{environment, handshake};

use super::order;
use crate::Failure;
use crate::build::Peers;
use crate::driver::{Driver, Pair, time_of};
use crate::plan::Plan;
use crate::results::{Row, Section, Target, Unit};

pub(super) fn first_reply(
    peers: &Peers,
    plan: &Plan,
    section: &mut Section,
) -> Result<(), Failure> {
    let mut drivers = Vec::new();
    for pair in Pair::ALL {
        drivers.push(Driver::started(peers, pair, 1)?);
    }
    let mut row = Row::new(
        "start to first reply",
        Unit::Nanoseconds,
        Target::AtMost(0.08),
    );
    for round in plan.rounds(6, 20) {
        for pair in order(round, drivers.len()) {
            let driver = &mut drivers[pair];
            driver.stop()?;
            row.of(pair).push(driver.start()?.wall_ns as f64);
        }
    }
    section.rows.push(row);
    Ok(())
}

/// To the handshake line without TLS, and with a key and a certificate for it.
pub(super) fn to_line(peers: &Peers, plan: &Plan, section: &mut Section) -> Result<(), Failure> {
    let binaries = [&peers.go_plugin, &peers.our_plugin];
    let certificate = Identity::generate()?.certificate_pem();
    for (name, certificate) in [
        ("process start to handshake line, no TLS", None),
        (
            "process start to handshake line, AutoMTLS",
            Some(certificate.as_str()),
        ),
    ] {
        let mut row = Row::new(name, Unit::Nanoseconds, Target::None);
        for round in plan.rounds(6, 20) {
            for index in order(round, binaries.len()) {
                row.of(index)
                    .push(time_to_line(binaries[index], certificate)?);
            }
        }
        section.rows.push(row);
    }
    let mut row = Row::new(
        "plugin with --version, start to end",
        Unit::Nanoseconds,
        Target::None,
    );
    for _ in plan.rounds(6, 20) {
        row.ours.push(time_of(&peers.our_plugin, &["--version"])?);
    }
    section.rows.push(row);
    Ok(())
}

/// Nanoseconds until a plugin says where it listens; it is killed then.
fn time_to_line(binary: &Path, certificate: Option<&str>) -> Result<f64, Failure> {
    let mut plugin = Command::new(binary);
    plugin
        .env(handshake::COOKIE_KEY, handshake::COOKIE_VALUE)
        .env(environment::PROTOCOL_VERSIONS, "1")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    if let Some(certificate) = certificate {
        plugin.env(environment::CLIENT_CERT, certificate);
    }
    let begun = Instant::now();
    let mut plugin = plugin.spawn()?;
    let output = plugin.stdout.take().ok_or("no output")?;
    let mut line = String::new();
    BufReader::new(output).read_line(&mut line)?;
    let time = begun.elapsed().as_nanos() as f64;
    plugin.kill()?;
    plugin.wait()?;
    match line.starts_with('1') {
        true => Ok(time),
        false => Err(format!("no handshake but {line:?}").into()),
    }
}
