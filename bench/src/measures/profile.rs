//! Where the processor time of our host and our plugin goes.

use std::time::{Duration, Instant};

use super::calls::{echo, warm_pair};
use crate::Failure;
use crate::build::Peers;
use crate::drive::Command;
use crate::driver::{Driver, Pair, time_of};
use crate::memory;
use crate::plan::Plan;
use crate::profile::perf::{Recording, obstacle};
use crate::profile::{Profile, Spent};
use crate::results::Section;

/// A larger part without names is told.
const NAMELESS: f64 = 0.01;

pub(super) fn profile(peers: &Peers, plan: &Plan, section: &mut Section) -> Result<(), Failure> {
    if let Some(obstacle) = obstacle(&peers.directory)? {
        section.remark(format!("**Not measured:** {obstacle}."));
        return Ok(());
    }
    let milliseconds = plan.either(1_000, 3_500);
    let profiler = Profiler {
        peers,
        span: Duration::from_millis(u64::try_from(milliseconds)?),
    };
    let mut driver = warm_pair(peers, Pair::OURS)?;
    for (name, per, command) in [
        ("small calls of one caller", "call", echo(300, 1)),
        ("small calls of 32 callers", "call", echo(3_000, 32)),
        ("streamed results of 10 MB", "MB", blob(10)),
        ("streamed results of 60 MB", "MB", blob(60)),
    ] {
        if !plan.goes_on() {
            return Ok(());
        }
        plan.say(&format!("  {name}"));
        section
            .profiles
            .push(profiler.calls(&mut driver, name, per, &command)?);
    }
    if plan.goes_on() {
        plan.say("  starts");
        // Its memory is that of a host which started plugins, not of one that collected large results.
        drop(driver);
        let mut driver = Driver::started(peers, Pair::OURS, 1)?;
        section.profiles.push(profiler.starts(&mut driver)?);
    }
    if plan.goes_on() {
        plan.say("  manifests");
        section.profiles.push(profiler.manifests()?);
    }
    let sides = section
        .profiles
        .iter()
        .flat_map(|profile| [&profile.host, &profile.plugin]);
    if sides.flatten().any(|side| side.nameless > NAMELESS) {
        section.remark(
            "The C library of this machine has no symbols, so that most of its allocator and its copying counts as the rest of \
             it; the package libc6-dbg of Debian has them.",
        );
    }
    Ok(())
}

struct Profiler<'a> {
    peers: &'a Peers,
    /// For how long each load is looked at.
    span: Duration,
}

impl Profiler<'_> {
    /// Calls of a plugin that runs. What is counted is calls, or megabytes of results.
    fn calls(
        &self,
        driver: &mut Driver,
        name: &'static str,
        per: &'static str,
        command: &Command,
    ) -> Result<Profile, Failure> {
        let (host, plugin) = (driver.id(), driver.plugins[0]);
        let each = match command.bytes {
            bytes if command.kind == "blob" => bytes as f64 / 1e6,
            _ => 1.0,
        };
        let recording = Recording::begin(&self.peers.directory, &[host, plugin])?;
        let before = [memory::cpu_ns(host)?, memory::cpu_ns(plugin)?];
        let count = self.repeat(|| Ok(driver.measure(command)?.calls))?;
        let after = [memory::cpu_ns(host)?, memory::cpu_ns(plugin)?];
        let used = [after[0] - before[0], after[1] - before[1]];
        self.told(name, per, recording, host, used, count * each)
    }

    /// The plugin is a new process each time, so its time is that of the children of the host.
    fn starts(&self, driver: &mut Driver) -> Result<Profile, Failure> {
        let host = driver.id();
        // What the host starts only once runs since its first plugin.
        driver.stop()?;
        let recording = Recording::begin(&self.peers.directory, &[host])?;
        let before = [memory::cpu_ns(host)?, memory::children_ns(host)?];
        let count = self.repeat(|| {
            driver.start()?;
            driver.stop()?;
            Ok(1)
        })?;
        let after = [memory::cpu_ns(host)?, memory::children_ns(host)?];
        let used = [after[0] - before[0], after[1] - before[1]];
        self.told(
            "starts, each with opening the directory, the first call and the end",
            "start",
            recording,
            host,
            used,
            count,
        )
    }

    /// There is no host; this process starts the plugin.
    fn manifests(&self) -> Result<Profile, Failure> {
        let own = std::process::id();
        let recording = Recording::begin(&self.peers.directory, &[own])?;
        let before = memory::children_ns(own)?;
        let count = self.repeat(|| {
            time_of(&self.peers.our_plugin, &["--dump-manifest"])?;
            Ok(1)
        })?;
        let used = memory::children_ns(own)? - before;
        let mut told = self.told("`--dump-manifest`", "run", recording, own, [0, used], count)?;
        told.host = None;
        Ok(told)
    }

    /// Does it until the time is over; the answer is the sum of what it counts.
    fn repeat(&self, mut work: impl FnMut() -> Result<usize, Failure>) -> Result<f64, Failure> {
        let (begun, mut count) = (Instant::now(), 0);
        while begun.elapsed() < self.span {
            count += work()?;
        }
        Ok(count as f64)
    }

    /// What was recorded, of the host and of all others, which used so many nanoseconds.
    fn told(
        &self,
        name: &'static str,
        per: &'static str,
        recording: Recording,
        host: u32,
        used: [u64; 2],
        count: f64,
    ) -> Result<Profile, Failure> {
        let hits = recording.end()?;
        let (hosts, plugins): (Vec<_>, Vec<_>) = hits.iter().partition(|hit| hit.process == host);
        let [of_host, of_plugin] = used.map(|used| used as f64 / count);
        Ok(Profile {
            name,
            per,
            host: Spent::new(of_host, &hosts),
            plugin: Spent::new(of_plugin, &plugins),
        })
    }
}

fn blob(megabytes: usize) -> Command {
    Command {
        kind: "blob".to_owned(),
        calls: 1,
        bytes: megabytes * 1_000_000,
        ..Command::default()
    }
}
