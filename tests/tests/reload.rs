//! New versions of plugins under a running host, as real processes: what serves whom, and what is left.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;
use wick_host::diff::Class;
use wick_host::pack::{Package, directory, dump_manifest};
use wick_host::{Call, CallError, Host, HostBuilder, KeptReason, Outcome};
use wick_proto::manifest::Manifest;
use wick_tests::cargo::binary;
use wick_tests::{left, timely, until};

const KEY: &str = "rustpeer";

/// A directory with one connector, of which there is a new version whenever a test wants one.
struct Desk {
    root: TempDir,
    manifest: Manifest,
}

impl Desk {
    async fn new() -> Self {
        let desk = Self {
            root: tempfile::tempdir().unwrap(),
            manifest: dump_manifest(&binary(KEY)).await.unwrap(),
        };
        desk.release("1.0.0");
        desk
    }

    /// The real plugin, whose environment tells its version.
    fn release(&self, version: &str) {
        let name = version.replace('.', "_");
        let peer = binary(KEY);
        let peer = peer.display();
        self.pack(
            version,
            &format!("export IS_{name}=1 {}\nexec '{peer}'", self.marker()),
        );
    }

    fn pack(&self, version: &str, script: &str) {
        let source = self.root.path().join("source");
        fs::write(&source, format!("#!/bin/sh\n{script}\n")).unwrap();
        let mut manifest = self.manifest.clone();
        manifest.module.meta.description = format!("Release {version}.");
        let package = Package::new(&source, manifest).version(version);
        directory(&package, &self.plugins()).unwrap();
    }

    fn plugins(&self) -> std::path::PathBuf {
        self.root.path().join("plugins")
    }

    /// What all its processes have in their environment.
    fn marker(&self) -> String {
        format!("DESK={}", self.root.path().display())
    }

    async fn open(&self, builder: HostBuilder) -> Host {
        let host = builder.open(self.plugins()).await.unwrap();
        assert!(host.problems().is_empty(), "{:?}", host.problems());
        host
    }
}

async fn call(host: &Host, operation: &str, arguments: Value) -> Result<Value, CallError> {
    timely(host.call(KEY, operation, &arguments, &HashMap::new())).await
}

/// The version of the process that answers.
async fn version(host: &Host) -> String {
    let names = call(host, "environment", Value::Null).await.unwrap();
    let names = names.as_array().unwrap().iter();
    let mut versions = names.filter_map(|name| name.as_str().unwrap().strip_prefix("IS_"));
    versions.next().unwrap().replace('_', ".")
}

/// The one change of a reload.
async fn reload(host: &Host) -> wick_host::ConnectorChange {
    let mut reload = timely(host.reload()).await.unwrap();
    assert!(reload.problems.is_empty(), "{:?}", reload.problems);
    assert_eq!(reload.changes.len(), 1, "{:?}", reload.changes);
    reload.changes.remove(0)
}

async fn until_gone(process: u32) {
    let path = format!("/proc/{process}");
    until(|| !Path::new(&path).exists()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reload_under_32_callers_loses_no_call_and_shows_what_changed() {
    const CALLERS: usize = 32;
    let desk = Desk::new().await;
    let host = desk
        .open(Host::builder().drain(Duration::from_secs(60)))
        .await;
    let mut changes = host.changes();
    assert_eq!(version(&host).await, "1.0.0");
    let old = host.process_id(KEY).unwrap();

    let (is_switched, calls) = (
        Arc::new(AtomicBool::new(false)),
        Arc::new(AtomicUsize::new(0)),
    );
    let all_called = Arc::new(tokio::sync::Barrier::new(CALLERS + 1));
    let seen = Arc::new(Mutex::new(HashMap::<String, usize>::new()));
    let callers: Vec<_> = (0..CALLERS)
        .map(|_| {
            let (host, seen) = (host.clone(), seen.clone());
            let (is_switched, calls) = (is_switched.clone(), calls.clone());
            let all_called = all_called.clone();
            tokio::spawn(async move {
                let mut is_first = true;
                loop {
                    let is_last = is_switched.load(Ordering::SeqCst);
                    let version = version(&host).await;
                    calls.fetch_add(1, Ordering::SeqCst);
                    if is_last {
                        assert_eq!(version, "2.0.0");
                        return;
                    }
                    *seen.lock().unwrap().entry(version).or_default() += 1;
                    if std::mem::take(&mut is_first) {
                        all_called.wait().await;
                    }
                }
            })
        })
        .collect();
    timely(all_called.wait()).await;
    desk.release("2.0.0");
    let change = reload(&host).await;
    is_switched.store(true, Ordering::SeqCst);
    for caller in callers {
        timely(caller).await.unwrap();
    }

    assert!(matches!(change.outcome, Outcome::Switched), "{change:?}");
    assert_eq!(
        (change.from.as_deref(), change.to.as_deref()),
        (Some("1.0.0"), Some("2.0.0"))
    );
    let shown = json!(timely(changes.recv()).await.unwrap());
    assert_eq!(shown["outcome"], "switched", "{shown}");
    assert!(!shown["diff"].as_array().unwrap().is_empty(), "{shown}");
    assert_eq!(change.diff.worst(), Some(Class::Wording), "{}", change.diff);
    until_gone(old).await;
    let seen = seen.lock().unwrap().clone();
    assert!(
        seen.keys()
            .all(|version| ["1.0.0", "2.0.0"].contains(&version.as_str()))
    );
    println!(
        "{} calls, none lost: {seen:?}",
        calls.load(Ordering::SeqCst)
    );
    host.shutdown().await;
}

#[tokio::test]
async fn a_bad_new_version_never_serves_a_call() {
    let desk = Desk::new().await;
    let host = desk.open(Host::builder()).await;
    assert_eq!(version(&host).await, "1.0.0");
    let old = host.process_id(KEY);

    desk.pack("2.0.0", "exit 3");
    let change = reload(&host).await;
    let Outcome::Kept(KeptReason::Start(error)) = &change.outcome else {
        panic!("{change:?}")
    };
    assert!(matches!(**error, CallError::Start(_)), "{error:?}");
    assert_eq!(
        (version(&host).await.as_str(), host.process_id(KEY)),
        ("1.0.0", old)
    );

    desk.release("3.0.0");
    let binary = desk.plugins().join(KEY).join(KEY);
    fs::write(&binary, "#!/bin/sh\n# changed after it was packed\n").unwrap();
    let change = reload(&host).await;
    let refused = matches!(change.outcome, Outcome::Kept(KeptReason::Refused(_)));
    assert!(refused, "{change:?}");
    assert!(
        json!(change)["reason"].as_str().unwrap().contains("sha256"),
        "{}",
        json!(change)
    );
    assert_eq!(
        (version(&host).await.as_str(), host.process_id(KEY)),
        ("1.0.0", old)
    );

    // What is whole again is taken up.
    desk.release("3.0.0");
    assert!(matches!(reload(&host).await.outcome, Outcome::Switched));
    assert_eq!(version(&host).await, "3.0.0");
    host.shutdown().await;
}

#[tokio::test]
async fn what_did_not_change_is_left_alone_and_a_changed_manifest_is_not() {
    let desk = Desk::new().await;
    let host = desk.open(Host::builder()).await;
    let old = timely(host.start(KEY)).await.unwrap();
    for _ in 0..3 {
        let reload = timely(host.reload()).await.unwrap();
        assert!(reload.changes.is_empty(), "{:?}", reload.changes);
    }
    assert_eq!(host.process_id(KEY), Some(old));

    let manifest = desk.plugins().join(KEY).join("plugin.json");
    let text = fs::read_to_string(&manifest).unwrap();
    assert!(text.contains("Release 1.0.0."));
    fs::write(&manifest, text.replace("Release 1.0.0.", "Better words.")).unwrap();
    let change = reload(&host).await;
    assert!(matches!(change.outcome, Outcome::Switched), "{change:?}");
    assert_eq!(change.diff.worst(), Some(Class::Wording), "{}", change.diff);
    let described = host.connectors().next().unwrap();
    assert_eq!(
        described.manifest().module.meta.description,
        "Better words."
    );
    assert_ne!(host.process_id(KEY), Some(old));
    until_gone(old).await;
    host.shutdown().await;
}

#[tokio::test]
async fn a_long_call_finishes_on_the_version_that_it_began_with() {
    let desk = Desk::new().await;
    let host = desk
        .open(Host::builder().drain(Duration::from_secs(60)))
        .await;
    let old = timely(host.start(KEY)).await.unwrap();
    // More than the connection holds, so that it waits for its reader.
    let bytes = 50 << 20;
    let long = host.prepare(KEY, "blob", &json!({"bytes": bytes}), &HashMap::new());
    let long = timely(host.stream(KEY, long.unwrap())).await.unwrap();
    desk.release("2.0.0");
    assert!(matches!(reload(&host).await.outcome, Outcome::Switched));
    assert_eq!(version(&host).await, "2.0.0");
    assert!(Path::new(&format!("/proc/{old}")).exists());
    assert_eq!(timely(long.collect(bytes)).await.unwrap().len(), bytes);
    until_gone(old).await;
    host.shutdown().await;
}

#[tokio::test]
async fn connectors_come_and_go_under_a_running_host() {
    let desk = Desk::new().await;
    let host = desk
        .open(Host::builder().drain(Duration::from_secs(60)))
        .await;
    let old = timely(host.start(KEY)).await.unwrap();
    let busy = timely(host.stream(KEY, Call::new("slow", "{}")))
        .await
        .unwrap();
    fs::rename(desk.plugins().join(KEY), desk.root.path().join("aside")).unwrap();
    assert!(matches!(reload(&host).await.outcome, Outcome::Removed));
    let refused = call(&host, "environment", Value::Null).await;
    assert!(
        matches!(refused, Err(CallError::UnknownConnector(_))),
        "{refused:?}"
    );
    assert!(Path::new(&format!("/proc/{old}")).exists());
    drop(busy);
    until_gone(old).await;

    fs::rename(desk.root.path().join("aside"), desk.plugins().join(KEY)).unwrap();
    assert!(matches!(reload(&host).await.outcome, Outcome::Added));
    assert_eq!(version(&host).await, "1.0.0");
    host.shutdown().await;
}

#[tokio::test]
async fn a_host_with_one_place_takes_a_new_version_too() {
    let desk = Desk::new().await;
    let host = desk
        .open(Host::builder().max_processes(1).warm([KEY]))
        .await;
    assert!(timely(host.warm_up()).await.is_empty());
    desk.release("2.0.0");
    assert!(matches!(reload(&host).await.outcome, Outcome::Switched));
    assert_eq!(version(&host).await, "2.0.0");
    let status = host.status();
    assert!(status.connectors[0].warm);
    assert_eq!(status.connectors[0].version, "2.0.0");
    host.shutdown().await;
}

#[tokio::test]
async fn twenty_reloads_leave_nothing_behind() {
    let desk = Desk::new().await;
    let host = desk.open(Host::builder()).await;
    let before = left::descriptors();
    for number in 2..22 {
        let release = format!("{number}.0.0");
        desk.release(&release);
        assert!(matches!(reload(&host).await.outcome, Outcome::Switched));
        assert_eq!(version(&host).await, release);
        assert!(!left::processes(&desk.marker()).is_empty());
    }
    timely(host.shutdown()).await;
    drop(host);
    left::until_no_processes(&desk.marker()).await;
    // The first version's binary was open before, and is closed now.
    left::until_only(&before).await;
}
