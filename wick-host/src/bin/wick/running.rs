//! The hosts of this user and their plugin processes.

use std::time::Duration;

use indicatif::BinaryBytes;
use serde::Deserialize;
use wick_host::inspect::{self, Found, Report, Stranger};

use crate::output::table;

const HEADINGS: [&str; 11] = [
    "host",
    "program",
    "connector",
    "version",
    "state",
    "pid",
    "since",
    "in flight",
    "idle",
    "memory",
    "failures",
];

/// What was found.
#[derive(Debug, Default)]
pub(crate) struct Running {
    pub(crate) hosts: Vec<Report>,
    pub(crate) strangers: Vec<Stranger>,
    /// What does not answer, or is not understood, and why.
    pub(crate) problems: Vec<(String, String)>,
}

/// One connector, as far as it is shown: what a host of another version tells may be less.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Row {
    key: String,
    version: String,
    state: String,
    pid: Option<u32>,
    #[serde(rename = "for")]
    since: Option<f64>,
    in_flight: Option<usize>,
    unused: Option<f64>,
    memory: Option<u64>,
    draining: bool,
    failures: u32,
    retry_in: Option<f64>,
}

impl Running {
    /// Adds to what hosts tell what the system knows of the plugins of others.
    pub(crate) fn of(found: Vec<Found>) -> Self {
        let mut running = Self::default();
        for found in found {
            match found {
                Found::Host(report) => running.hosts.push(*report),
                Found::Silent { path, pid, problem } => {
                    let host = match pid {
                        Some(pid) => format!("host {pid}"),
                        None => path.display().to_string(),
                    };
                    running.problems.push((host, problem));
                }
                Found::Odd { path, problem } => {
                    running.problems.push((path.display().to_string(), problem));
                }
                _ => {}
            }
        }
        let known = running.hosts.iter().flat_map(rows);
        let known: Vec<_> = known.filter_map(|row| row.pid).collect();
        running.strangers = inspect::strangers(&known);
        running
    }

    /// A line for each process, and for each connector that failed; or for each connector. `None` without any.
    pub(crate) fn table(&self, all: bool, width: Option<u16>) -> Option<String> {
        let mut lines = Vec::new();
        for host in &self.hosts {
            let rows = rows(host);
            let shown = rows.filter(|row| all || row.state != "idle" || row.failures > 0);
            lines.extend(shown.map(|row| row.line(host)));
        }
        lines.extend(self.strangers.iter().map(stranger));
        (!lines.is_empty()).then(|| table(&HEADINGS, lines, width))
    }
}

fn rows(host: &Report) -> impl Iterator<Item = Row> {
    let connectors = host.status["connectors"].as_array();
    let connectors = connectors.map(Vec::as_slice).unwrap_or_default();
    connectors
        .iter()
        .filter_map(|connector| Row::deserialize(connector).ok())
}

impl Row {
    fn line(self, host: &Report) -> Vec<String> {
        let state = match (self.draining, self.retry_in) {
            (true, _) => "draining".to_owned(),
            (false, Some(wait)) => format!("{} for {}", self.state, time(wait)),
            (false, None) => self.state,
        };
        let text = |number: Option<u64>| number.map(|number| number.to_string());
        vec![
            host.pid.to_string(),
            host.program.clone(),
            self.key,
            self.version,
            state,
            text(self.pid.map(Into::into)).unwrap_or_default(),
            self.since.map(time).unwrap_or_default(),
            text(self.in_flight.map(|calls| calls as u64)).unwrap_or_default(),
            self.unused.map(time).unwrap_or_default(),
            self.memory.map(memory).unwrap_or_default(),
            self.failures.to_string(),
        ]
    }
}

fn stranger(plugin: &Stranger) -> Vec<String> {
    let unknown = String::new;
    vec![
        plugin.host.to_string(),
        plugin.host_program.clone(),
        format!("({})", plugin.program),
        unknown(),
        "running".to_owned(),
        plugin.pid.to_string(),
        unknown(),
        unknown(),
        unknown(),
        plugin.memory.map(memory).unwrap_or_default(),
        unknown(),
    ]
}

fn memory(bytes: u64) -> String {
    BinaryBytes(bytes).to_string()
}

/// Seconds as people read them, with the two largest units.
fn time(seconds: f64) -> String {
    let seconds = Duration::try_from_secs_f64(seconds)
        .unwrap_or_default()
        .as_secs();
    match seconds {
        0..60 => format!("{seconds}s"),
        60..3600 => format!("{}m {}s", seconds / 60, seconds % 60),
        3600..86_400 => format!("{}h {}m", seconds / 3600, seconds / 60 % 60),
        _ => format!("{}d {}h", seconds / 86_400, seconds / 3600 % 24),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_their_two_largest_units() {
        for (seconds, text) in [
            (0.9, "0s"),
            (59.0, "59s"),
            (61.5, "1m 1s"),
            (3_600.0, "1h 0m"),
            (90_061.0, "1d 1h"),
            (f64::NAN, "0s"),
            (-1.0, "0s"),
        ] {
            assert_eq!(time(seconds), text);
        }
    }
}
