//! Several real commands that change the same connectors at once, some of them killed.
//!
//! For a minute: `WRITERS_SECONDS=60 cargo test -p wick-tests --test durable writers`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use wick_host::install::Plugins;
use wick_host::scan::{ScanProblem, scan};
use wick_host::{TrustPolicy, verify::verify};
use wick_tests::command::ended;

use crate::shop::Shop;

const WRITERS: u64 = 4;
const ROUNDS: usize = 25;
const KEYS: [&str; 2] = ["bank", "desk"];
const VERSIONS: [&str; 3] = ["1.0.0", "1.1.0", "1.2.0"];
const DEEDS: [&str; 7] = [
    "install", "install", "install", "remove", "rollback", "enable", "disable",
];

/// How long a command may live that is killed; most take about as long.
const LATEST: u64 = 30_000;

/// When the writers stop: after their rounds, or when the time is up.
fn is_over(rounds: usize, end: Option<Instant>) -> bool {
    match end {
        Some(end) => Instant::now() >= end,
        None => rounds >= ROUNDS,
    }
}

/// A random command on one of the connectors.
fn deed(
    shop: &Shop,
    releases: &BTreeMap<(&str, &str), PathBuf>,
    random: &mut fastrand::Rng,
) -> (&'static str, Command) {
    let name = DEEDS[random.usize(..DEEDS.len())];
    let key = KEYS[random.usize(..KEYS.len())];
    let mut command = shop.place.wick();
    command.arg(name);
    match name {
        "install" => {
            let version = VERSIONS[random.usize(..VERSIONS.len())];
            command.arg(&releases[&(key, version)]);
            command.arg("--allow-downgrade");
        }
        _ => drop(command.arg(key)),
    }
    (name, command)
}

/// Looks as a host does, again and again: whatever it finds is whole.
fn read(shop: &Shop, is_over: &AtomicBool) -> u64 {
    let plugins = Plugins::at(shop.plugins());
    let mut looks = 0;
    while !is_over.load(Ordering::SeqCst) {
        plugins.disabled().unwrap();
        for problem in scan(&shop.plugins()).map_or_else(|_| Vec::new(), |scan| scan.problems) {
            // What is removed between two looks at it is gone.
            let is_gone = matches!(
                problem,
                ScanProblem::MissingManifest { .. }
                    | ScanProblem::MissingBinary { .. }
                    | ScanProblem::Unreadable { .. }
            );
            assert!(is_gone, "{problem:?}");
        }
        looks += 1;
        std::thread::yield_now();
    }
    looks
}

#[test]
fn commands_that_change_the_same_connectors_at_once_leave_a_consistent_state() {
    let seed = match std::env::var("WRITERS_SEED") {
        Ok(seed) => seed.parse().unwrap(),
        Err(_) => fastrand::u64(..),
    };
    let seconds = std::env::var("WRITERS_SECONDS").ok();
    let seconds = seconds.map(|seconds| Duration::from_secs(seconds.parse().unwrap()));
    let shop = Shop::of_scripts();
    let mut releases = BTreeMap::new();
    for key in KEYS {
        for version in VERSIONS {
            releases.insert((key, version), shop.release(key, version, "exit 3"));
        }
    }
    fs::create_dir_all(shop.plugins()).unwrap();
    let (killed, over) = (AtomicU64::new(0), AtomicBool::new(false));
    let end = seconds.map(|seconds| Instant::now() + seconds);
    let (counts, looks) = std::thread::scope(|scope| {
        let reader = scope.spawn(|| read(&shop, &over));
        let writers: Vec<_> = (0..WRITERS)
            .map(|number| {
                let mut random = fastrand::Rng::with_seed(seed.wrapping_add(number));
                let (shop, releases, killed) = (&shop, &releases, &killed);
                scope.spawn(move || {
                    let mut counts = BTreeMap::<_, u64>::new();
                    let mut rounds = 0;
                    while !is_over(rounds, end) {
                        rounds += 1;
                        let (name, mut command) = deed(shop, releases, &mut random);
                        if random.u8(..6) == 0 {
                            command.stdout(Stdio::null()).stderr(Stdio::null());
                            let mut child = command.spawn().unwrap();
                            // Nothing is waited for here: any moment will do.
                            std::thread::sleep(Duration::from_micros(random.u64(..LATEST)));
                            child.kill().unwrap();
                            let status = child.wait().unwrap();
                            killed.fetch_add(u64::from(status.code().is_none()), Ordering::SeqCst);
                            continue;
                        }
                        let ended = ended(&mut command);
                        // Another may have removed it, or there is no version to go back to.
                        let may_miss = name != "install";
                        assert!(
                            ended.code == 0 || (may_miss && ended.code == 6),
                            "{command:?} (WRITERS_SEED={seed}): {ended:#?}"
                        );
                        *counts.entry((name, ended.code)).or_default() += 1;
                    }
                    counts
                })
            })
            .collect();
        let mut counts = BTreeMap::<_, u64>::new();
        for writer in writers {
            for (deed, count) in writer.join().unwrap() {
                *counts.entry(deed).or_default() += count;
            }
        }
        over.store(true, Ordering::SeqCst);
        (counts, reader.join().unwrap())
    });

    // One more, which nobody disturbs, tidies up after those that were killed.
    let release = releases[&("desk", "1.2.0")].to_str().unwrap();
    let last = shop.place.run(["install", release, "--allow-downgrade"]);
    last.output();
    assert_consistent(&shop);
    let total: u64 = counts.values().sum();
    // Past the test harness, which shows only what failed tests print.
    let _ = writeln!(
        std::io::stderr(),
        "{total} commands of {WRITERS} writers, {} more killed, {looks} looks meanwhile (WRITERS_SEED={seed}): {counts:?}",
        killed.load(Ordering::SeqCst)
    );
}

fn assert_consistent(shop: &Shop) {
    let scan = scan(&shop.plugins()).unwrap();
    assert!(scan.problems.is_empty(), "{:?}", scan.problems);
    let plugins = Plugins::at(shop.plugins());
    let policy = TrustPolicy::default();
    let found: BTreeSet<_> = scan
        .candidates
        .iter()
        .map(|found| found.key.clone())
        .collect();
    assert!(found.iter().any(|key| key.as_str() == "desk"));
    for key in KEYS {
        if let Some(previous) = plugins.previous(&key.parse().unwrap()).unwrap() {
            verify(previous, &policy).unwrap();
        }
    }
    for candidate in scan.candidates {
        assert!(VERSIONS.contains(&candidate.manifest.version.as_str()));
        verify(candidate, &policy).unwrap();
    }
    plugins.disabled().unwrap();
    let kept = [".disabled.json", ".lock", ".previous"];
    let hidden = shop.hidden();
    assert!(
        hidden.iter().all(|name| kept.contains(&name.as_str())),
        "{hidden:?}"
    );
    let listed = shop.place.run(["list", "--json"]).json();
    assert_eq!(listed["plugins"].as_array().unwrap().len(), found.len());
    assert_eq!(listed["problems"], serde_json::json!([]));
    assert!(shop.place.is_clean());
}
