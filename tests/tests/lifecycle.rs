//! One host and many plugins, as real processes: who starts, who waits, who is ended, and what is left.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;
use wick_host::pack::{Package, directory, dump_manifest};
use wick_host::{Call, CallError, Event, Exceeded, Host, HostBuilder, Output, PluginLimits, State};
use wick_tests::cargo::binary;
use wick_tests::go::peers;
use wick_tests::plugins::Plugins;
use wick_tests::{timely, until};

const RUST: &str = "rustpeer";
const PROBE: &str = "probe";
const GO: &str = "gopeer";

/// Two plugins in Rust, of which the first starts when the test lets it, and one in Go if there is Go.
struct Desk {
    plugins: Plugins,
    notes: TempDir,
}

impl Desk {
    async fn new() -> Self {
        let plugins = Plugins::of(&[&binary(PROBE)]).await;
        let notes = tempfile::tempdir().unwrap();
        let script = notes.path().join("gated");
        let peer = binary(RUST);
        // The real plugin, once somebody opens the gate; without a gate at once.
        let text = format!(
            "#!/bin/sh\necho $$ >> '{0}/starts'\n[ -p '{0}/gate' ] && read -r go < '{0}/gate'\nexec '{1}'\n",
            notes.path().display(),
            peer.display()
        );
        fs::write(&script, text).unwrap();
        let manifest = dump_manifest(&peer).await.unwrap();
        directory(&Package::new(&script, manifest), plugins.path()).unwrap();
        if let Some(peers) = peers() {
            plugins.add(&peers.program("plugin"), None).await;
        }
        fs::create_dir(notes.path().join("sockets")).unwrap();
        Self { plugins, notes }
    }

    async fn open(&self, builder: HostBuilder) -> Host {
        let builder = builder.socket_directory(self.notes.path().join("sockets"));
        self.plugins.open(builder).await
    }

    fn close_gate(&self) {
        let made = Command::new("mkfifo").arg(self.gate()).status().unwrap();
        assert!(made.success());
    }

    async fn open_gate(&self) {
        timely(tokio::fs::write(self.gate(), "go\n")).await.unwrap();
    }

    fn gate(&self) -> PathBuf {
        self.notes.path().join("gate")
    }

    /// The ids of all processes that the gated plugin ever had.
    fn starts(&self) -> Vec<String> {
        let starts = fs::read_to_string(self.notes.path().join("starts")).unwrap_or_default();
        starts.lines().map(str::to_owned).collect()
    }

    fn assert_no_socket_left(&self) {
        let left = fs::read_dir(self.notes.path().join("sockets")).unwrap();
        assert_eq!(left.count(), 0);
    }
}

async fn call(
    host: &Host,
    key: &str,
    operation: &str,
    arguments: Value,
) -> Result<Value, CallError> {
    timely(host.call(key, operation, &arguments, &HashMap::new())).await
}

async fn echo(host: &Host, key: &str) -> Result<Value, CallError> {
    call(host, key, "echo", json!({"text": "hello"})).await
}

/// A call in flight until it is dropped.
async fn busy(host: &Host, key: &str) -> Output {
    let operation = match key {
        PROBE => "hang",
        _ => "slow",
    };
    timely(host.stream(key, Call::new(operation, "{}")))
        .await
        .unwrap()
}

/// In a task of its own.
fn spawn_echo(host: &Host, key: &'static str) -> tokio::task::JoinHandle<Result<Value, CallError>> {
    let host = host.clone();
    tokio::spawn(async move { echo(&host, key).await })
}

fn state(host: &Host, key: &str) -> State {
    let status = host.status().connectors.into_iter();
    let mut status = status.filter(|connector| connector.key.as_str() == key);
    status.next().unwrap().state
}

fn failures(host: &Host, key: &str) -> u32 {
    let status = host.status().connectors.into_iter();
    let mut status = status.filter(|connector| connector.key.as_str() == key);
    status.next().unwrap().failures
}

fn exists(process: u32) -> bool {
    Path::new(&format!("/proc/{process}")).exists()
}

fn signal(process: u32, signal: &str) {
    let process = process.to_string();
    let sent = Command::new("kill").args([signal, &process]).status();
    assert!(sent.unwrap().success());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sixty_four_callers_share_one_slow_start_and_nobody_else_waits() {
    let desk = Desk::new().await;
    desk.close_gate();
    let host = desk.open(Host::builder()).await;
    let callers: Vec<_> = (0..64).map(|_| spawn_echo(&host, RUST)).collect();
    until(|| !desk.starts().is_empty()).await;
    // The start takes until the gate opens: whatever ends before that did not wait for it.
    let others = 500;
    for _ in 0..others {
        assert!(echo(&host, PROBE).await.is_ok());
    }
    assert!(matches!(state(&host, RUST), State::Starting { .. }));
    assert!(callers.iter().all(|caller| !caller.is_finished()));
    desk.open_gate().await;
    for caller in callers {
        assert!(timely(caller).await.unwrap().is_ok());
    }
    assert_eq!(desk.starts().len(), 1, "64 callers shared the start");
    println!("64 callers, 1 start; {others} calls of another connector meanwhile");
    timely(host.shutdown()).await;
}

#[tokio::test]
async fn queued_callers_of_one_connector_share_one_process_and_none_is_lost() {
    let desk = Desk::new().await;
    let host = desk.open(Host::builder().max_processes(1)).await;
    let output = busy(&host, PROBE).await;
    let callers = [spawn_echo(&host, RUST), spawn_echo(&host, RUST)];
    until(|| host.status().pool.queued == 2).await;
    assert!(desk.starts().is_empty());
    drop(output);
    for caller in callers {
        assert!(timely(caller).await.unwrap().is_ok());
    }
    let starts = desk.starts();
    assert_eq!(starts.len(), 1);
    assert_eq!(host.process_id(RUST).unwrap().to_string(), starts[0]);
    timely(host.shutdown()).await;
    assert!(!exists(starts[0].parse().unwrap()), "it leaked");
    desk.assert_no_socket_left();
}

#[tokio::test]
async fn a_caller_in_the_queue_can_leave_and_one_that_stays_learns_who_holds_the_places() {
    let desk = Desk::new().await;
    let builder = Host::builder().max_processes(1);
    let host = desk
        .open(builder.queue_timeout(Duration::from_millis(300)))
        .await;
    let _output = busy(&host, PROBE).await;
    let leaver = spawn_echo(&host, RUST);
    until(|| host.status().pool.queued == 1).await;
    leaver.abort();
    assert!(timely(leaver).await.unwrap_err().is_cancelled());
    assert_eq!(host.status().pool.queued, 0);

    let error = echo(&host, RUST).await.unwrap_err();
    assert!(
        matches!(error, CallError::PoolFull { max: 1, .. }),
        "{error}"
    );
    assert!(
        error.to_string().contains("probe (busy, 1 in flight for "),
        "{error}"
    );
    assert!(error.is_retryable() && error.hint().unwrap().contains("WICK_PLUGIN_MAX_PROCS"));
    assert!(desk.starts().is_empty());
}

#[tokio::test]
async fn the_least_recently_used_idle_process_makes_room() {
    let desk = Desk::new().await;
    let host = desk.open(Host::builder().max_processes(2)).await;
    let three = match peers() {
        Some(_) => [RUST, PROBE, GO],
        // Without Go, the third is the first again.
        None => [RUST, PROBE, RUST],
    };
    for key in three {
        assert!(echo(&host, key).await.is_ok());
        assert!(host.status().pool.processes <= 2);
    }
    if three[2] == GO {
        assert_eq!(host.process_id(RUST), None);
        assert!(host.process_id(PROBE).is_some() && host.process_id(GO).is_some());
        let first = desk.starts()[0].parse().unwrap();
        assert!(
            !exists(first),
            "the place was free before the process was gone"
        );
    }
    timely(host.shutdown()).await;
}

#[tokio::test]
async fn an_unused_process_is_ended_and_comes_back() {
    let desk = Desk::new().await;
    let host = desk
        .open(Host::builder().idle_timeout(Duration::from_millis(50)))
        .await;
    let output = busy(&host, PROBE).await;
    assert!(echo(&host, RUST).await.is_ok());
    until(|| matches!(state(&host, RUST), State::Idle)).await;
    let first = desk.starts()[0].parse().unwrap();
    assert!(!exists(first));
    assert!(host.process_id(PROBE).is_some(), "it has a call in flight");
    drop(output);
    assert!(echo(&host, RUST).await.is_ok());
    assert_eq!(desk.starts().len(), 2);
    timely(host.shutdown()).await;
}

#[tokio::test]
async fn the_warm_set_runs_without_a_call_and_is_started_again_after_death() {
    let desk = Desk::new().await;
    let host = desk
        .open(
            Host::builder()
                .warm([RUST])
                .idle_timeout(Duration::from_millis(1)),
        )
        .await;
    assert!(host.warm_up().await.is_empty());
    let first = host.process_id(RUST).unwrap();
    signal(first, "-KILL");
    until(|| {
        host.process_id(RUST)
            .is_some_and(|process| process != first)
    })
    .await;
    assert_eq!(failures(&host, RUST), 1, "the death counts");
    assert!(echo(&host, RUST).await.is_ok());
    assert_eq!(failures(&host, RUST), 0);
    assert_eq!(desk.starts().len(), 2);
    timely(host.shutdown()).await;
}

#[tokio::test]
async fn deaths_open_the_breaker_and_only_an_answer_closes_it() {
    let desk = Desk::new().await;
    let host = desk.open(Host::builder()).await;
    // Killed while idle: nobody has called it.
    let first = timely(host.start(RUST)).await.unwrap();
    signal(first, "-KILL");
    until(|| failures(&host, RUST) == 1).await;
    // The first death in a minute is free; this one is not.
    let second = timely(host.start(RUST)).await.unwrap();
    assert_ne!(first, second);
    signal(second, "-KILL");
    until(|| failures(&host, RUST) == 2).await;
    let error = timely(host.start(RUST)).await.unwrap_err();
    let CallError::CircuitOpen {
        failures: 2, wait, ..
    } = &error
    else {
        panic!("{error}")
    };
    assert_eq!(error.retry_after(), Some(*wait));
    let reason = std::error::Error::source(&error).unwrap().to_string();
    assert!(
        error.to_string().contains("rustpeer") && reason.contains("SIGKILL"),
        "{error}: {reason}"
    );
    until(|| matches!(state(&host, RUST), State::Broken { .. })).await;
    assert!(echo(&host, PROBE).await.is_ok(), "others go on");

    host.reset(RUST).unwrap();
    assert!(echo(&host, RUST).await.is_ok());
    assert_eq!(failures(&host, RUST), 0);
    timely(host.shutdown()).await;
}

#[tokio::test]
async fn a_plugin_that_hangs_is_found_by_its_health_check_and_replaced() {
    let desk = Desk::new().await;
    let builder = Host::builder().health_interval(Duration::from_millis(100));
    let host = desk
        .open(builder.health_timeout(Duration::from_secs(1)))
        .await;
    let process = timely(host.start(RUST)).await.unwrap();
    signal(process, "-STOP");
    until(|| host.process_id(RUST).is_none()).await;
    let status = host.status();
    let failure = status
        .connectors
        .iter()
        .find(|one| one.key.as_str() == RUST);
    let failure = failure.unwrap().last_failure.as_ref().unwrap();
    assert!(
        failure.failure.to_string().contains("health check"),
        "{failure:?}"
    );
    until(|| !exists(process)).await;
    assert!(echo(&host, RUST).await.is_ok());
    timely(host.shutdown()).await;
}

#[tokio::test]
async fn calls_in_flight_finish_before_their_plugin_is_stopped() {
    let desk = Desk::new().await;
    let host = desk
        .open(Host::builder().drain(Duration::from_secs(60)))
        .await;
    let arguments = json!({"to": 3}).to_string();
    let count = Call::new("count", arguments);
    let mut output = timely(host.stream(RUST, count)).await.unwrap();
    let first = timely(output.next()).await.unwrap();
    assert!(matches!(first, Some(Event::Data(_))), "{first:?}");
    let (stop, waiting) = {
        let (stopper, caller) = (host.clone(), host.clone());
        let stop = tokio::spawn(async move { stopper.stop(RUST).await });
        until(|| matches!(state(&host, RUST), State::Running { draining: true, .. })).await;
        (stop, tokio::spawn(async move { echo(&caller, RUST).await }))
    };
    until(|| host.status().pool.queued == 1).await;
    assert!(!stop.is_finished(), "a call is in flight");
    assert_eq!(desk.starts().len(), 1);
    drop(output);
    timely(stop).await.unwrap().unwrap();
    assert!(
        timely(waiting).await.unwrap().is_ok(),
        "the next process took it"
    );
    assert_eq!(desk.starts().len(), 2);
    timely(host.shutdown()).await;
}

#[tokio::test]
async fn a_shutdown_lets_the_last_calls_finish_and_refuses_new_ones() {
    if peers().is_none() {
        return;
    }
    let desk = Desk::new().await;
    let host = desk
        .open(Host::builder().drain(Duration::from_secs(60)))
        .await;
    let caller = {
        let host = host.clone();
        tokio::spawn(async move { call(&host, GO, "slow", json!({"ms": 300})).await })
    };
    until(|| matches!(state(&host, GO), State::Running { in_flight: 1, .. })).await;
    let process = host.process_id(GO).unwrap();
    timely(host.shutdown()).await;
    assert_eq!(timely(caller).await.unwrap().unwrap(), json!("done"));
    assert!(!exists(process));
    let late = echo(&host, GO).await.unwrap_err();
    assert!(matches!(late, CallError::ShuttingDown), "{late}");
    desk.assert_no_socket_left();
}

#[tokio::test]
async fn a_call_that_never_ends_holds_up_a_stop_for_the_drain_time_only() {
    let desk = Desk::new().await;
    let host = desk
        .open(Host::builder().drain(Duration::from_millis(200)))
        .await;
    let mut output = busy(&host, PROBE).await;
    let process = host.process_id(PROBE).unwrap();
    timely(host.shutdown()).await;
    assert!(!exists(process));
    // What it had reported before comes first.
    while let Ok(event) = timely(output.next()).await {
        assert!(event.is_some(), "the call cannot have ended well");
    }
}

#[tokio::test]
async fn a_plugin_that_wants_more_memory_than_it_may_have_dies_and_the_error_says_so() {
    let desk = Desk::new().await;
    // The runtime of Go alone reserves one and a half gigabytes.
    let limits = |mib| PluginLimits::none().memory_mib(mib);
    let builder = Host::builder().plugin_limits(limits(512));
    let host = desk.open(builder.limits_of(GO, limits(2048))).await;
    for (key, mib) in [(RUST, 512), (GO, 2048)] {
        if key == GO && peers().is_none() {
            continue;
        }
        let error = call(&host, key, "blob", json!({"bytes": 900_000_000})).await;
        let error = error.unwrap_err();
        let CallError::Died { exceeded, .. } = &error else {
            panic!("{key}: {error}")
        };
        assert_eq!(*exceeded, Some(Exceeded::Memory(mib)), "{key}: {error}");
        let text = format!("it may have {mib} MiB of memory and seems to have wanted more");
        assert!(error.to_string().contains(&text), "{error}");
        let other = call(&host, key, "blob", json!({"bytes": 10})).await;
        assert!(other.is_ok(), "{key}: {other:?}");
    }
    let status = serde_json::to_value(host.status()).unwrap();
    let limits = status["connectors"].as_array().unwrap().iter();
    let limits = limits.map(|connector| (&connector["key"], &connector["limits"]["memory_mib"]));
    assert!(
        limits
            .into_iter()
            .any(|limit| limit == (&json!(RUST), &json!(512)))
    );
    timely(host.shutdown()).await;
}

#[tokio::test]
async fn calls_beyond_the_limit_wait_for_their_turn() {
    let desk = Desk::new().await;
    let limits = PluginLimits::none().concurrent_calls(1).queued_calls(1);
    let host = desk.open(Host::builder().limits_of(PROBE, limits)).await;
    let output = busy(&host, PROBE).await;
    let waiting = spawn_echo(&host, PROBE);
    let line = |host: &Host| {
        let status = host.status().connectors.into_iter();
        status
            .map(|connector| connector.waiting_calls)
            .sum::<usize>()
    };
    until(|| line(&host) == 1).await;
    let error = echo(&host, PROBE).await.unwrap_err();
    assert!(
        matches!(error, CallError::TooManyCalls { limit: 1, .. }),
        "{error}"
    );
    assert!(echo(&host, RUST).await.is_ok(), "others have no limit");
    drop(output);
    assert!(timely(waiting).await.unwrap().is_ok());
    assert_eq!(line(&host), 0);
    timely(host.shutdown()).await;
}

#[tokio::test]
async fn nothing_survives_the_last_copy_of_a_host() {
    let desk = Desk::new().await;
    let host = desk.open(Host::builder().warm([PROBE])).await;
    assert!(host.warm_up().await.is_empty());
    assert!(echo(&host, RUST).await.is_ok());
    let processes = [PROBE, RUST].map(|key| host.process_id(key).unwrap());
    let copy = host.clone();
    drop(host);
    assert!(echo(&copy, RUST).await.is_ok());
    drop(copy);
    until(|| processes.iter().all(|process| !exists(*process))).await;
}

#[tokio::test]
async fn a_status_can_be_printed() {
    let desk = Desk::new().await;
    let host = desk.open(Host::builder().warm([RUST])).await;
    assert!(echo(&host, RUST).await.is_ok());
    let _output = busy(&host, PROBE).await;
    let status = serde_json::to_value(host.status()).unwrap();
    let connectors = status["connectors"].as_array().unwrap();
    let of = |key| connectors.iter().find(|one| one["key"] == key).unwrap();
    let (rust, probe) = (of(RUST), of(PROBE));
    assert_eq!(rust["state"], "running");
    assert_eq!(rust["pid"], host.process_id(RUST).unwrap());
    assert_eq!(
        (&rust["warm"], &rust["in_flight"]),
        (&json!(true), &json!(0))
    );
    assert!(rust["memory"].as_u64().unwrap() > 1 << 20);
    assert!(rust["unused"].is_f64() && probe["unused"].is_null());
    assert_eq!(probe["in_flight"], 1);
    assert_eq!(status["pool"]["processes"], 2);
    assert_eq!(status["pool"]["max_processes"], 8);
}
