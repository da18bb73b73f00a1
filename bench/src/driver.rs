//! A host process that is measured, ours or Go's, with its plugins.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command as Program, Stdio};

use serde::de::DeserializeOwned;
use wick_proto::environment;

use crate::Failure;
use crate::build::{Peers, TEMPORARY};
use crate::drive::{Command, Measured, OPERATIONS, Started};
use crate::memory;

/// Whose a side is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Go,
    Ours,
}

/// Who talks to whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pair {
    pub(crate) host: Side,
    pub(crate) plugin: Side,
}

impl Pair {
    pub(crate) const GO: Self = Self {
        host: Side::Go,
        plugin: Side::Go,
    };
    pub(crate) const OURS: Self = Self {
        host: Side::Ours,
        plugin: Side::Ours,
    };
    pub(crate) const OUR_PLUGIN: Self = Self {
        host: Side::Go,
        plugin: Side::Ours,
    };
    pub(crate) const OUR_HOST: Self = Self {
        host: Side::Ours,
        plugin: Side::Go,
    };
    pub(crate) const ALL: [Self; 4] = [Self::GO, Self::OURS, Self::OUR_PLUGIN, Self::OUR_HOST];
}

/// Operations of the plugins without any that are generated.
const OWN_OPERATIONS: usize = 3;

pub(crate) struct Driver {
    process: Child,
    commands: Option<ChildStdin>,
    replies: BufReader<ChildStdout>,
    /// Of the plugins, once they run.
    pub(crate) plugins: Vec<u32>,
}

impl Driver {
    /// A host of so many plugins, which are not yet started.
    pub(crate) fn new(peers: &Peers, pair: Pair, plugins: usize) -> Result<Self, Failure> {
        let binary = match pair.plugin {
            Side::Go => &peers.go_plugin,
            Side::Ours => &peers.our_plugin,
        };
        let program = host(peers, pair.host, binary, plugins, 0)?;
        Self::of(peers, program)
    }

    /// A host of one plugin of its own side with so many operations.
    pub(crate) fn large(peers: &Peers, side: Side, operations: usize) -> Result<Self, Failure> {
        let binary = match side {
            Side::Go => &peers.go_plugin,
            Side::Ours => &peers.our_large_plugin,
        };
        let more = operations.saturating_sub(OWN_OPERATIONS);
        let mut program = host(peers, side, binary, 1, more)?;
        program.env(OPERATIONS, more.to_string());
        Self::of(peers, program)
    }

    /// Our host of our plugin, which tells the parts of a start.
    pub(crate) fn telling(peers: &Peers) -> Result<Self, Failure> {
        let mut program = host(peers, Side::Ours, &peers.our_plugin, 1, 0)?;
        program.arg("--parts").env(environment::LOG, "trace");
        Self::of(peers, program)
    }

    fn of(peers: &Peers, mut program: Program) -> Result<Self, Failure> {
        // A group of its own: Ctrl-C is for us, and the driver then sees the end of its input, and
        // stops its plugins, which a killed Go host does not.
        let mut process = program
            .env("TMPDIR", peers.directory.join(TEMPORARY))
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let commands = process.stdin.take();
        let replies = BufReader::new(process.stdout.take().ok_or("a driver without output")?);
        Ok(Self {
            process,
            commands,
            replies,
            plugins: Vec::new(),
        })
    }

    /// The same, with all plugins started.
    pub(crate) fn started(peers: &Peers, pair: Pair, plugins: usize) -> Result<Self, Failure> {
        let mut driver = Self::new(peers, pair, plugins)?;
        driver.start()?;
        Ok(driver)
    }

    pub(crate) fn start(&mut self) -> Result<Started, Failure> {
        let started: Started = self.ask(&command("start"))?;
        self.plugins = started.pids.clone();
        Ok(started)
    }

    /// Starts the plugins; the time is that of the first call after that.
    pub(crate) fn first(&mut self) -> Result<Started, Failure> {
        let started: Started = self.ask(&command("first"))?;
        self.plugins = started.pids.clone();
        Ok(started)
    }

    pub(crate) fn stop(&mut self) -> Result<(), Failure> {
        self.plugins.clear();
        self.ask::<serde_json::Value>(&command("stop")).map(drop)
    }

    pub(crate) fn measure(&mut self, command: &Command) -> Result<Measured, Failure> {
        self.ask(command)
    }

    /// The id of the host process.
    pub(crate) fn id(&self) -> u32 {
        self.process.id()
    }

    /// Nanoseconds of processor time that host and plugins have taken so far.
    pub(crate) fn cpu_ns(&self) -> Result<u64, Failure> {
        let mut sum = memory::cpu_ns(self.id())?;
        for plugin in &self.plugins {
            sum += memory::cpu_ns(*plugin)?;
        }
        Ok(sum)
    }

    pub(crate) fn ask<T: DeserializeOwned>(&mut self, command: &Command) -> Result<T, Failure> {
        let text = serde_json::to_string(command)?;
        writeln!(
            self.commands.as_mut().ok_or("a driver without input")?,
            "{text}"
        )?;
        let mut line = String::new();
        self.replies.read_line(&mut line)?;
        let reply: serde_json::Value = serde_json::from_str(&line)
            .map_err(|error| format!("a driver answered {text} with {line:?}: {error}"))?;
        match reply.get("error") {
            Some(error) => Err(format!("{text}: {error}").into()),
            None => Ok(serde_json::from_value(reply)?),
        }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // The end of its input ends it, and its plugins.
        drop(self.commands.take());
        let _ = self.process.wait();
    }
}

/// The program of a host of so many plugins.
fn host(
    peers: &Peers,
    side: Side,
    binary: &Path,
    plugins: usize,
    operations: usize,
) -> Result<Program, Failure> {
    match side {
        Side::Go => {
            let mut program = Program::new(&peers.go_host);
            program.args(std::iter::repeat_n(binary, plugins));
            Ok(program)
        }
        Side::Ours => {
            let mut program = Program::new(std::env::current_exe()?);
            let directory = peers.install(binary, plugins, operations)?;
            program.arg("drive").arg(directory);
            Ok(program)
        }
    }
}

/// A command without numbers.
pub(crate) fn command(kind: &str) -> Command {
    Command {
        kind: kind.to_owned(),
        ..Command::default()
    }
}

/// How long `program` takes with these arguments, to its end, in nanoseconds.
pub(crate) fn time_of(program: &Path, arguments: &[&str]) -> Result<f64, Failure> {
    let begun = std::time::Instant::now();
    let output = Program::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .output()?;
    let time = begun.elapsed().as_nanos() as f64;
    match output.status.success() {
        true => Ok(time),
        false => Err(format!(
            "{} failed: {}",
            program.display(),
            String::from_utf8_lossy(&output.stderr)
        )
        .into()),
    }
}
