//! Where the processor time of our host and our plugin goes.

use std::time::{Duration, Instant};

use super::calls::{echo, warm_pair};
use crate::Failure;
use crate::build::Peers;
use crate::drive::Command;
use crate::driver::{Driver, Pair, time_of};
use crate::interrupt::{descendants_of, parents};
use crate::memory;
use crate::plan::Plan;
use crate::profile::perf::{Recording, obstacle};
use crate::profile::{Profile, Recorded, Spent};
use crate::results::Section;

/// A larger part without names is told.
const NAMELESS: f64 = 0.01;

pub(super) fn profile(peers: &Peers, plan: &Plan, section: &mut Section) -> Result<(), Failure> {
    if let Some(obstacle) = obstacle(&peers.directory)? {
        section.remark(format!("**Not measured:** {obstacle}."));
        return Ok(());
    }
    let milliseconds = plan.either(1_500, 5_000);
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
        let recording = Recording::begin(&self.peers.directory)?;
        let before = [memory::cpu_ns(host)?, memory::cpu_ns(plugin)?];
        let calls = self.repeat(|| Ok(driver.measure(command)?.calls))?;
        let after = [memory::cpu_ns(host)?, memory::cpu_ns(plugin)?];
        let recorded = recording.end()?;
        let side = |index: usize, process| {
            let used = (after[index] - before[index]) as f64;
            Spent::new(used / (calls * each), &recorded.of(&[process]))
        };
        Ok(Profile {
            name,
            per,
            host: side(0, host),
            plugin: side(1, plugin),
        })
    }

    /// The plugin is a new process each time, so its time is that of the children of the host.
    fn starts(&self, driver: &mut Driver) -> Result<Profile, Failure> {
        let host = driver.id();
        // What the host starts only once runs since its first plugin.
        driver.stop()?;
        let before = memory::cpu_ns(host)?;
        let mut own = 0;
        let (plugin, recorded, starts) = self.children(host, || {
            driver.start()?;
            driver.stop()?;
            own = memory::cpu_ns(host)? - before;
            Ok(1)
        })?;
        Ok(Profile {
            name: "starts, each with opening the directory, the first call and the end",
            per: "start",
            host: Spent::new(own as f64 / starts, &recorded.of(&[host])),
            plugin,
        })
    }

    /// There is no host; this process starts the plugin.
    fn manifests(&self) -> Result<Profile, Failure> {
        let (plugin, ..) = self.children(std::process::id(), || {
            time_of(&self.peers.our_plugin, &["--dump-manifest"])?;
            Ok(1)
        })?;
        Ok(Profile {
            name: "`--dump-manifest`",
            per: "run",
            host: None,
            plugin,
        })
    }

    /// What the processes spend that come from this one meanwhile and end; all that was recorded; and how many they are.
    fn children(
        &self,
        parent: u32,
        work: impl FnMut() -> Result<usize, Failure>,
    ) -> Result<(Option<Spent>, Recorded, f64), Failure> {
        let recording = Recording::begin(&self.peers.directory)?;
        let living = parents();
        let before = memory::children_ns(parent)?;
        let count = self.repeat(work)?;
        let used = memory::children_ns(parent)? - before;
        let recorded = recording.end()?;
        let mut children = descendants_of(parent, &recorded.parents);
        children.retain(|child| !living.contains_key(child));
        let spent = Spent::new(used as f64 / count, &recorded.of(&children));
        Ok((spent, recorded, count))
    }

    /// Does it until the time is over; the answer is the sum of what it counts.
    fn repeat(&self, mut work: impl FnMut() -> Result<usize, Failure>) -> Result<f64, Failure> {
        let (begun, mut count) = (Instant::now(), 0);
        while begun.elapsed() < self.span {
            count += work()?;
        }
        Ok(count as f64)
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
