//! A host that is killed, at any moment, leaves nothing: no plugin, no child of one, no socket.
#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use futures_util::{StreamExt as _, stream};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::Command;
use wick_tests::cargo::binary;
use wick_tests::go::peers;
use wick_tests::plugins::Plugins;
use wick_tests::{left, timely};

const KILLS: usize = 200;

/// Lines that the host prints before its last step, with two plugins.
const STEPS: usize = 8;

/// The longest time after a step at which it is killed. A start takes about as long.
const LATEST: u64 = 100_000;

/// A moment: so many steps, and then so many microseconds.
type Moment = (usize, u64);

#[tokio::test]
async fn a_host_that_is_killed_200_times_leaves_nothing() {
    let seed = match std::env::var("KILL_SEED") {
        Ok(seed) => seed.parse().unwrap(),
        Err(_) => fastrand::u64(..),
    };
    let mut random = fastrand::Rng::with_seed(seed);
    let mut binaries = vec![binary("faultyplugin")];
    let mut keys = vec!["faulty"];
    if let Some(peers) = peers() {
        binaries.push(peers.program("faulty"));
        keys.push("gofaulty");
    }
    let binaries: Vec<_> = binaries.iter().map(AsRef::as_ref).collect();
    let plugins = Plugins::of(&binaries).await;
    let sockets = tempfile::tempdir().unwrap();
    let marker = format!("KILLED={}", sockets.path().display());

    let begun = Instant::now();
    let hosts = (0..KILLS).map(|_| {
        let moment = (random.usize(..=STEPS), random.u64(..=LATEST));
        random.shuffle(&mut keys);
        run_and_kill(
            plugins.path(),
            sockets.path(),
            &marker,
            keys.clone(),
            moment,
        )
    });
    let hosts: Vec<_> = hosts.collect();
    // Several at once, as a kill mostly waits for what comes before it.
    let killed: Vec<_> = stream::iter(hosts).buffer_unordered(4).collect().await;

    let guardians: Vec<_> = killed.iter().map(|(host, _)| guardian(*host)).collect();
    let survivors = || left::processes(&marker).len() + left::named(&guardians).len();
    let files = || std::fs::read_dir(sockets.path()).unwrap().count();
    // What cleans up does so when the host is gone, and may still be at it.
    let gone = async {
        while survivors() + files() > 0 {
            left::pause().await;
        }
    };
    let _ = tokio::time::timeout(Duration::from_secs(30), gone).await;

    let (survivors, files) = (survivors(), files());
    let mut steps = BTreeMap::<_, usize>::new();
    for (_, step) in &killed {
        *steps.entry(step.as_str()).or_default() += 1;
    }
    // Past the test harness, which shows only what failed tests print.
    let _ = writeln!(
        std::io::stderr(),
        "host killed {} times in {:.1?} (KILL_SEED={seed}): {survivors} survivors, {files} sockets left; killed in: {steps:?}",
        killed.len(),
        begun.elapsed(),
    );
    assert_eq!((killed.len(), survivors, files), (KILLS, 0, 0));
}

/// Returns the process that it was, and the step at which it was killed.
async fn run_and_kill(
    plugins: &Path,
    sockets: &Path,
    marker: &str,
    keys: Vec<&str>,
    (steps, pause): Moment,
) -> (u32, String) {
    let mut host = Command::new(binary("hostjob"))
        .args([plugins, sockets])
        .arg(marker)
        .args(&keys)
        .stdout(Stdio::piped())
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let process = host.id().unwrap();
    let mut lines = BufReader::new(host.stdout.take().unwrap()).lines();
    let mut step = "begin".to_owned();
    for _ in 0..steps {
        match timely(lines.next_line()).await.unwrap() {
            Some(line) => step = line,
            // Without Go there is one plugin, and there are fewer steps.
            None => break,
        }
    }
    // Nothing is waited for here: any moment will do.
    tokio::time::sleep(Duration::from_micros(pause)).await;
    host.start_kill().unwrap();
    let status = host.wait().await.unwrap();
    assert_eq!(
        status.code(),
        None,
        "it ended by itself in {step:?}: {status}"
    );
    (process, step)
}

/// The name of what cleans up after the host.
fn guardian(host: u32) -> String {
    format!("wick-guardian of {host}")
}
