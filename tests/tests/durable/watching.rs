//! Hosts that watch their directory, while the real command changes it.

use std::collections::HashMap;
use std::fs;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::Command;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use wick_host::{CallError, Change, Host, KeptReason, Outcome, Watch};
use wick_tests::cargo::binary;
use wick_tests::{left, timely};

use crate::shop::{KEY, Shop, version};
use crate::strace;

async fn open(shop: &Shop, watch: Watch) -> (Host, Receiver<Change>) {
    let builder = Host::builder().drain(Duration::from_secs(60));
    let host = shop.open(builder.watch(watch)).await;
    let changes = host.changes();
    (host, changes)
}

/// Waits for a change of a connector with such an outcome; there may be others before it.
async fn until(changes: &mut Receiver<Change>, is_wanted: impl Fn(&Outcome) -> bool) -> Change {
    timely(async {
        loop {
            let change = changes.recv().await.unwrap();
            if let Change::Connector(connector) = &change
                && is_wanted(&connector.outcome)
            {
                return change;
            }
        }
    })
    .await
}

async fn until_switched(changes: &mut Receiver<Change>) {
    until(changes, |outcome| matches!(outcome, Outcome::Switched)).await;
}

async fn until_added(changes: &mut Receiver<Change>) {
    until(changes, |outcome| matches!(outcome, Outcome::Added)).await;
}

async fn call(host: &Host) -> Result<Value, CallError> {
    timely(host.call(KEY, "environment", &Value::Null, &HashMap::new())).await
}

/// All that the command does, seen by a host that was opened before there was anything.
async fn sees_what_the_command_does(watch: Watch) {
    let shop = Shop::of_plugins().await;
    let (host, mut changes) = open(&shop, watch).await;
    assert!(call(&host).await.is_err());
    shop.install(&shop.good("1.0.0")).json();
    until_added(&mut changes).await;
    assert_eq!(version(&host).await, "1.0.0");
    shop.install(&shop.good("1.1.0")).json();
    until_switched(&mut changes).await;
    assert_eq!(version(&host).await, "1.1.0");
    shop.place.run(["rollback", KEY]).output();
    until_switched(&mut changes).await;
    assert_eq!(version(&host).await, "1.0.0");

    shop.place.run(["disable", KEY]).output();
    until(&mut changes, |outcome| matches!(outcome, Outcome::Disabled)).await;
    let refused = call(&host).await;
    assert!(
        matches!(refused, Err(CallError::Disabled { .. })),
        "{refused:?}"
    );
    shop.place.run(["enable", KEY]).output();
    until_added(&mut changes).await;
    assert_eq!(version(&host).await, "1.0.0");

    shop.place.run(["remove", KEY]).output();
    until(&mut changes, |outcome| matches!(outcome, Outcome::Removed)).await;
    let refused = call(&host).await;
    assert!(
        matches!(refused, Err(CallError::UnknownConnector(_))),
        "{refused:?}"
    );
    // The whole directory is another one.
    fs::rename(shop.plugins(), shop.place.path("aside")).unwrap();
    shop.install(&shop.good("2.0.0")).json();
    until_added(&mut changes).await;
    assert_eq!(version(&host).await, "2.0.0");
    host.shutdown().await;
    left::until_no_processes(&shop.marker()).await;
}

#[tokio::test]
async fn a_watching_host_takes_up_what_the_command_does_without_being_asked() {
    sees_what_the_command_does(Watch::default()).await;
}

#[tokio::test]
async fn a_host_that_looks_from_time_to_time_sees_the_same() {
    sees_what_the_command_does(Watch::polling(Duration::from_millis(20))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_new_version_never_serves_and_is_tried_once() {
    let shop = Shop::of_plugins().await;
    shop.install(&shop.good("1.0.0")).json();
    let (host, mut changes) = open(&shop, Watch::polling(Duration::from_millis(20))).await;
    assert_eq!(version(&host).await, "1.0.0");
    let is_over = Arc::new(AtomicBool::new(false));
    let callers: Vec<_> = (0..8)
        .map(|_| {
            let (host, is_over) = (host.clone(), is_over.clone());
            tokio::spawn(async move {
                while !is_over.load(Ordering::SeqCst) {
                    assert_eq!(version(&host).await, "1.0.0");
                }
            })
        })
        .collect();
    let mark = shop.place.path("tried");
    let bad = format!("echo once >> '{}'\nexit 3", mark.display());
    shop.install(&shop.release(KEY, "2.0.0", &bad)).json();
    let kept = until(&mut changes, |outcome| matches!(outcome, Outcome::Kept(_))).await;
    let Change::Connector(change) = &kept else {
        panic!("{kept:?}")
    };
    let is_start = matches!(&change.outcome, Outcome::Kept(KeptReason::Start(_)));
    assert!(is_start, "{change:?}");
    assert_eq!(change.to.as_deref(), Some("2.0.0"));
    assert!(
        kept.to_string().contains("rustpeer stays at 1.0.0"),
        "{kept}"
    );

    // Another connector is taken up, and the bad version is left alone; until somebody asks for it.
    let tried = || fs::read_to_string(&mark).unwrap().lines().count();
    shop.install(&shop.release("other", "1.0.0", "exit 3"))
        .json();
    until_added(&mut changes).await;
    assert_eq!(tried(), 1);
    timely(host.reload()).await.unwrap();
    assert_eq!(tried(), 2);
    is_over.store(true, Ordering::SeqCst);
    for caller in callers {
        timely(caller).await.unwrap();
    }
    shop.install(&shop.good("3.0.0")).json();
    until_switched(&mut changes).await;
    assert_eq!(version(&host).await, "3.0.0");
    host.shutdown().await;
}

#[tokio::test]
async fn what_is_half_written_does_not_serve_before_it_is_whole() {
    let shop = Shop::of_plugins().await;
    let (host, mut changes) = open(&shop, Watch::default().quiet(Duration::from_millis(1))).await;
    // As `cp -r` does it, and slowly.
    let copy = async |version: &str, changes: &mut Receiver<Change>| {
        shop.good(version);
        let from = shop.place.path(&format!("releases/{KEY}-{version}/{KEY}"));
        let to = shop.plugins().join(KEY);
        fs::create_dir_all(&to).unwrap();
        fs::copy(from.join("plugin.json"), to.join("plugin.json")).unwrap();
        let whole = fs::read(from.join(KEY)).unwrap();
        fs::write(to.join(KEY), &whole[..whole.len() / 2]).unwrap();
        // Until the host has looked at that.
        loop {
            let change = timely(changes.recv()).await.unwrap();
            let text = change.to_string();
            println!("half written: {text}");
            if text.contains("sha256") {
                break;
            }
        }
        fs::copy(from.join(KEY), to.join(KEY)).unwrap();
    };
    copy("1.0.0", &mut changes).await;
    until_added(&mut changes).await;
    assert_eq!(version(&host).await, "1.0.0");
    copy("1.1.0", &mut changes).await;
    until_switched(&mut changes).await;
    assert_eq!(version(&host).await, "1.1.0");
    host.shutdown().await;
}

#[tokio::test]
async fn a_failed_look_is_told_and_changes_nothing_and_the_next_one_is_as_good_as_any() {
    let shop = Shop::of_plugins().await;
    shop.install(&shop.good("1.0.0")).json();
    let (host, mut changes) = open(&shop, Watch::default()).await;
    let file = shop.plugins().join(".disabled.json");
    fs::write(&file, "{").unwrap();
    let change = timely(changes.recv()).await.unwrap();
    assert!(matches!(change, Change::Failure { .. }), "{change:?}");
    let told = json!(change)["failure"].as_str().unwrap().to_owned();
    assert!(told.contains(file.to_str().unwrap()), "{told}");
    assert_eq!(version(&host).await, "1.0.0");
    fs::remove_file(&file).unwrap();
    shop.install(&shop.good("1.1.0")).json();
    until_switched(&mut changes).await;
    // A directory that is no plugin.
    fs::create_dir(shop.plugins().join("empty")).unwrap();
    let change = timely(changes.recv()).await.unwrap();
    assert!(matches!(change, Change::Problem { .. }), "{change:?}");
    let told = json!(change)["problem"].as_str().unwrap().to_owned();
    assert!(told.contains("without plugin.json"), "{told}");
    host.shutdown().await;
}

#[tokio::test]
async fn watching_ends_with_the_host() {
    let shop = Shop::of_plugins().await;
    for watch in [Watch::default(), Watch::polling(Duration::from_secs(3600))] {
        let (host, mut changes) = open(&shop, watch).await;
        shop.install(&shop.good("1.0.0")).json();
        drop(host);
        // Nobody is left who could tell of a change.
        let ended = async {
            loop {
                match changes.recv().await {
                    Err(RecvError::Closed) => return,
                    told => println!("{told:?}"),
                }
            }
        };
        timely(ended).await;
        shop.place.run(["remove", KEY]).output();
    }
}

/// The example program, on a system that gives it nothing to watch with.
#[tokio::test]
async fn where_the_system_cannot_tell_of_changes_the_host_looks_for_them() {
    if !strace::is_there() {
        return;
    }
    let shop = Shop::of_plugins().await;
    // With -D the host is the child of this process, and not of strace.
    let mut host = Command::new("strace")
        .args([
            "-D",
            "-f",
            "-qq",
            "-o",
            "/dev/null",
            "-e",
            "trace=inotify_init1",
        ])
        .args(["-e", "inject=inotify_init1:error=EMFILE", "--"])
        .arg(binary("embed"))
        .arg(shop.plugins())
        .env("WICK_DATA_DIR", shop.place.path("data"))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(host.stdout.take().unwrap()).lines();
    let mut next = async || timely(lines.next_line()).await.unwrap().unwrap();
    assert!(next().await.starts_with("watching "));
    shop.install(&shop.good("1.0.0")).json();
    assert_eq!(next().await, "rustpeer can be called, in 1.0.0");
    let pid = rustix::process::Pid::from_raw(host.id().unwrap().try_into().unwrap());
    rustix::process::kill_process(pid.unwrap(), rustix::process::Signal::INT).unwrap();
    assert!(timely(host.wait()).await.unwrap().success());
}
