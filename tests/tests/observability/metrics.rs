use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::json;
use wick_host::metrics::{ConnectorMetrics, Metrics, Outcome, StopReason};
use wick_host::{Call, CallError, Environment, Host};
use wick_tests::cargo::binary;
use wick_tests::plugins::{Plugins, Single};
use wick_tests::{timely, until};

use crate::scrape::{parsed, value};

fn of<'a>(metrics: &'a Metrics, key: &str) -> &'a ConnectorMetrics {
    let mut connectors = metrics.connectors.iter();
    connectors.find(|connector| connector.key == key).unwrap()
}

fn outcomes(connector: &ConnectorMetrics, operation: &str) -> BTreeMap<Outcome, u64> {
    let mut operations = connector.operations.iter();
    let found = operations.find(|found| found.key == operation);
    found
        .map(|found| found.outcomes.clone())
        .unwrap_or_default()
}

#[tokio::test]
async fn calls_are_counted_by_what_became_of_them() {
    let probe = Single::of("probe").await;
    for _ in 0..3 {
        probe.call("echo", json!({"text": "x"})).await.unwrap();
    }
    probe.call("echo", json!({})).await.unwrap_err();
    let slow = Call::new("hang", "{}").within(Duration::from_millis(1));
    timely(probe.host.run("probe", slow)).await.unwrap_err();
    let hang = timely(probe.host.stream("probe", Call::new("hang", "{}"))).await;
    let running = probe.host.metrics();
    assert_eq!(of(&running, "probe").now.as_ref().unwrap().in_flight, 1);
    drop(hang.unwrap());
    for number in 0..50 {
        let unknown = Call::new(format!("made_up_{number}"), "{}");
        timely(probe.host.run("probe", unknown)).await.unwrap_err();
    }
    let died = probe.call("abort", json!({})).await.unwrap_err();
    assert!(matches!(died, CallError::Died { .. }), "{died}");
    probe.call("echo", json!({"text": "x"})).await.unwrap();

    let metrics = probe.host.metrics();
    let connector = of(&metrics, "probe");
    let expected = [(Outcome::Ok, 4), (Outcome::Failed, 1)];
    assert_eq!(outcomes(connector, "echo"), expected.into());
    let expected = [(Outcome::TimedOut, 1), (Outcome::Cancelled, 1)];
    assert_eq!(outcomes(connector, "hang"), expected.into());
    assert_eq!(outcomes(connector, "abort"), [(Outcome::Died, 1)].into());
    assert_eq!(
        outcomes(connector, "(other)"),
        [(Outcome::Failed, 50)].into()
    );
    assert_eq!(connector.operations.len(), 4, "made up names are one");
    assert_eq!(connector.waits.count, 5 + 2 + 50 + 1);
    assert_eq!((connector.starts.count, connector.failed_starts), (2, 0));
    assert_eq!((connector.deaths(), connector.restarts), (1, 1));
    let now = connector.now.as_ref().unwrap();
    assert_eq!((&*now.state, now.in_flight), ("running", 0));
    assert!(now.process.as_ref().unwrap().memory.unwrap() > 1 << 20);

    let samples = parsed(&metrics.prometheus());
    let probe = |name: &str, labels: &[(&str, &str)]| {
        value(
            &samples,
            name,
            &[&[("connector", "probe")], labels].concat(),
        )
    };
    let echo = ("operation", "echo");
    let calls = probe("wick_calls_total", &[echo, ("outcome", "ok")]);
    assert_eq!(calls, Some(4.0));
    let other = [("operation", "(other)"), ("outcome", "failed")];
    assert_eq!(probe("wick_calls_total", &other), Some(50.0));
    assert_eq!(probe("wick_call_duration_seconds", &[echo]), Some(5.0));
    assert_eq!(probe("wick_call_wait_seconds", &[]), Some(58.0));
    assert_eq!(probe("wick_deaths_total", &[]), Some(1.0));
    assert_eq!(probe("wick_restarts_total", &[]), Some(1.0));
    assert_eq!(probe("wick_starts_total", &[("outcome", "ok")]), Some(2.0));
    assert_eq!(probe("wick_stops_total", &[("reason", "died")]), Some(1.0));
    assert_eq!(probe("wick_breaker_open", &[]), Some(0.0));
    assert_eq!(value(&samples, "wick_processes", &[]), Some(1.0));
    assert!(probe("wick_process_resident_memory_bytes", &[]) > Some(1e6));
}

#[tokio::test]
async fn starts_that_fail_and_the_breaker_are_counted() {
    let plugins = Plugins::of(&[&binary("faultyplugin")]).await;
    let environment = Environment::standard(std::env::vars_os()).with("FAULT", "exit");
    let host = plugins.open(Host::builder().environment(environment)).await;
    let call = async || {
        timely(host.run("faulty", Call::new("echo", "{}")))
            .await
            .unwrap_err()
    };
    assert!(matches!(call().await, CallError::Start(_)));
    assert!(matches!(call().await, CallError::CircuitOpen { .. }));

    let metrics = host.metrics();
    let faulty = of(&metrics, "faulty");
    let expected = [(Outcome::NotStarted, 1), (Outcome::CircuitOpen, 1)];
    assert_eq!(outcomes(faulty, "echo"), expected.into());
    assert_eq!((faulty.starts.count, faulty.failed_starts), (0, 1));
    let now = faulty.now.as_ref().unwrap();
    assert_eq!((&*now.state, now.failures), ("broken", 1));
    assert!(now.broken_for.unwrap() <= 1.0);
    let samples = parsed(&metrics.prometheus());
    let faulty = [("connector", "faulty")];
    assert_eq!(value(&samples, "wick_breaker_open", &faulty), Some(1.0));
    assert_eq!(
        value(&samples, "wick_failures_in_a_row", &faulty),
        Some(1.0)
    );
    let failed = [faulty[0], ("outcome", "failed")];
    assert_eq!(value(&samples, "wick_starts_total", &failed), Some(1.0));
}

#[tokio::test]
async fn ends_of_processes_are_counted_by_why() {
    let plugins = Plugins::of(&[&binary("probe"), &binary("echo")]).await;
    let builder = Host::builder()
        .max_processes(1)
        .idle_timeout(Duration::from_millis(1));
    let host = plugins.open(builder).await;
    timely(host.start("probe")).await.unwrap();
    until(|| host.metrics().pool.processes == 0).await;
    assert_eq!(
        of(&host.metrics(), "probe").stops,
        [(StopReason::Unused, 1)].into()
    );

    let host = plugins.open(Host::builder().max_processes(1)).await;
    timely(host.start("probe")).await.unwrap();
    timely(host.start("echo")).await.unwrap();
    timely(host.stop("echo")).await.unwrap();
    timely(host.start("echo")).await.unwrap();
    timely(host.shutdown()).await;
    let metrics = host.metrics();
    assert_eq!(
        of(&metrics, "probe").stops,
        [(StopReason::Evicted, 1)].into()
    );
    let stops = [(StopReason::Asked, 1), (StopReason::ShutDown, 1)];
    assert_eq!(of(&metrics, "echo").stops, stops.into());
    assert_eq!(of(&metrics, "echo").restarts, 0);
}

#[tokio::test]
async fn reloads_are_counted_and_numbers_outlive_a_connector() {
    let plugins = Plugins::of(&[&binary("probe")]).await;
    let host = plugins.open(Host::builder()).await;
    timely(host.start("probe")).await.unwrap();
    plugins.add(&binary("echo"), None).await;
    timely(host.reload()).await.unwrap();
    std::fs::remove_dir_all(plugins.path().join("probe")).unwrap();
    timely(host.reload()).await.unwrap();
    std::fs::remove_dir_all(plugins.path()).unwrap();
    timely(host.reload()).await.unwrap_err();

    let metrics = host.metrics();
    assert_eq!((metrics.reloads.done, metrics.reloads.failed), (2, 1));
    let changes = [("added".to_owned(), 1), ("removed".to_owned(), 1)];
    assert_eq!(metrics.reloads.changes, changes.into());
    assert_eq!(of(&metrics, "probe").starts.count, 1);
    assert!(of(&metrics, "probe").now.is_none());
    let samples = parsed(&metrics.prometheus());
    let failed = [("outcome", "failed")];
    assert_eq!(value(&samples, "wick_reloads_total", &failed), Some(1.0));
    let json = serde_json::to_string(&metrics).unwrap();
    assert_eq!(serde_json::from_str::<Metrics>(&json).unwrap(), metrics);
}
