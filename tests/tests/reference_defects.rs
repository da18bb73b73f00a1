//! Defects of the reference that no other test is about; `docs/reference-defects.md` has them all.
#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::collections::HashMap;
use std::fs;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use wick_host::install::{Conditions, Plugins as Installed};
use wick_host::{CallError, Environment, Host, TrustPolicy};
use wick_tests::cargo::binary;
use wick_tests::go::peers;
use wick_tests::plugins::Plugins;
use wick_tests::{left, timely};

/// Has a packed plugin's manifest say something else.
fn rewrite(directory: &Path, change: impl FnOnce(&mut Value)) {
    let path = directory.join("plugin.json");
    let text = fs::read_to_string(&path).unwrap();
    let mut manifest: Value = serde_json::from_str(&text).unwrap();
    change(&mut manifest);
    fs::write(path, manifest.to_string()).unwrap();
}

/// A script that is packed as what it runs in the end.
#[cfg(unix)]
fn script(place: &Path, body: &str) -> PathBuf {
    use std::os::unix::fs::PermissionsExt as _;

    let script = place.join("plugin");
    let peer = binary("rustpeer").display().to_string();
    let text = format!("#!/bin/sh\n[ $# -gt 0 ] && exec '{peer}' \"$@\"\n{body}\nexec '{peer}'\n");
    fs::write(&script, text).unwrap();
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).unwrap();
    script
}

#[tokio::test]
async fn a_warm_plugin_that_fails_verification_is_not_started() {
    let plugins = Plugins::of(&[]).await;
    let packed = plugins.add(&binary("rustpeer"), None).await;
    let file = packed.directory.join("rustpeer");
    let mut bytes = fs::read(&file).unwrap();
    bytes.push(0);
    fs::write(&file, bytes).unwrap();

    let marker = format!("WARM={}", plugins.path().display());
    let (name, value) = marker.split_once('=').unwrap();
    let environment = Environment::standard(std::env::vars_os()).with(name, value);
    let builder = Host::builder().environment(environment).warm(["rustpeer"]);
    let host = builder.open(plugins.path()).await.unwrap();
    assert_eq!((host.connectors().count(), host.problems().len()), (0, 1));
    assert!(timely(host.warm_up()).await.is_empty());
    assert!(timely(host.start("rustpeer")).await.is_err());
    assert_eq!(left::processes(&marker), [""; 0]);
}

#[tokio::test]
async fn a_binary_in_a_subdirectory_is_installed_and_removed() {
    let releases = Plugins::of(&[&binary("rustpeer")]).await;
    let release = releases.path().join("rustpeer");
    fs::create_dir(release.join("bin")).unwrap();
    fs::rename(release.join("rustpeer"), release.join("bin/peer")).unwrap();
    rewrite(&release, |manifest| manifest["entry"] = "bin/peer".into());

    let root = tempfile::tempdir().unwrap();
    let installed = Installed::at(root.path());
    let policy = TrustPolicy::default();
    installed
        .install(&release, &Conditions::of(&policy))
        .unwrap();
    let host = Host::open(root.path()).await.unwrap();
    timely(host.start("rustpeer")).await.unwrap();
    timely(host.shutdown()).await;
    installed.remove(&"rustpeer".parse().unwrap()).unwrap();
    assert!(!root.path().join("rustpeer").exists());
}

#[tokio::test]
async fn a_reload_refuses_whatever_the_first_look_refuses() {
    let plugins = Plugins::of(&[&binary("probe")]).await;
    let host = plugins.open(Host::builder()).await;
    let releases = Plugins::of(&[&binary("rustpeer")]).await;
    type Change = fn(&mut Value);
    let refused: [(&str, Change); 4] = [
        ("key", |manifest| {
            manifest["module"]["Meta"]["Key"] = "../Bad Key".into()
        }),
        ("entry", |manifest| {
            manifest["entry"] = "../probe/probe".into()
        }),
        ("kind", |manifest| manifest["kind"] = "daemon".into()),
        ("digest", |manifest| {
            manifest["sha256"] = "00".repeat(32).into()
        }),
    ];
    for (name, change) in refused {
        let directory = plugins.path().join(name);
        fs::create_dir(&directory).unwrap();
        for file in ["rustpeer", "plugin.json"] {
            fs::copy(
                releases.path().join("rustpeer").join(file),
                directory.join(file),
            )
            .unwrap();
        }
        rewrite(&directory, change);
        for _ in 0..2 {
            let reload = timely(host.reload()).await.unwrap();
            assert!(reload.changes.is_empty(), "{name}: {:?}", reload.changes);
            let told = reload.problems.iter().map(ToString::to_string);
            assert!(
                told.into_iter().any(|text| text.contains(name)),
                "{name}: {:?}",
                reload.problems
            );
        }
        fs::remove_dir_all(directory).unwrap();
    }
    assert_eq!(host.connectors().count(), 1);
    for key in ["../Bad Key", "rustpeer"] {
        let error = timely(host.start(key)).await.unwrap_err();
        assert!(matches!(error, CallError::UnknownConnector(_)), "{error}");
    }
}

#[tokio::test]
async fn the_limit_of_a_call_is_whatever_it_was_given_and_no_other() {
    let plugins = Plugins::of(&[&binary("rustpeer")]).await;
    let host = plugins.open(Host::builder()).await;
    let left = async |host: &Host, limit: Option<Duration>| -> u64 {
        let call = host.prepare("rustpeer", "time_left", &Value::Null, &HashMap::new());
        let call = call.unwrap();
        let call = match limit {
            Some(limit) => call.within(limit),
            None => call,
        };
        let told = timely(host.run("rustpeer", call)).await.unwrap();
        serde_json::from_slice(&told).unwrap()
    };
    assert!(left(&host, None).await <= 180);
    // The plugin has all of the hour, less what this machine took until it was asked.
    assert!(left(&host, Some(Duration::from_secs(3600))).await > 600);
    timely(host.shutdown()).await;
    let host = plugins
        .open(Host::builder().call_timeout(Duration::from_secs(3600)))
        .await;
    assert!(left(&host, None).await > 600);
    timely(host.shutdown()).await;
}

/// The defects are go-plugin's own: the real one shows them, in the peer that stands for the reference.
#[cfg(unix)]
#[tokio::test]
async fn what_crashes_go_plugin_is_data_to_our_host() {
    let place = tempfile::tempdir().unwrap();
    let log_line = "echo '{\"@message\":1}' >&2";
    let network = "echo '1|1|pigeon|/nowhere|grpc|'; exec sleep 60";
    for (body, starts) in [(log_line, true), (network, false)] {
        let plugin = script(place.path(), body);
        if let Some(peers) = peers() {
            let (status, words) = go_host(&peers.program("host"), &plugin);
            assert_eq!(status, Some(2), "{body}: {words}");
            assert!(words.contains("panic"), "{body}: {words}");
        }
        let plugins = Plugins::of(&[&plugin]).await;
        let host = plugins.open(Host::builder()).await;
        let text = json!({"text": "as ever"});
        let settings = HashMap::new();
        let called = timely(host.call("rustpeer", "echo", &text, &settings)).await;
        match starts {
            true => assert_eq!(called.unwrap()["text"], "as ever"),
            false => assert!(matches!(called, Err(CallError::Start(_))), "{called:?}"),
        }
        timely(host.shutdown()).await;
    }
}

/// How the Go host ends that starts this plugin, and its last words.
#[cfg(unix)]
fn go_host(host: &Path, plugin: &Path) -> (Option<i32>, String) {
    let mut host = Command::new(host)
        .arg(plugin)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut commands = host.stdin.take().unwrap();
    writeln!(commands, "{}", json!({"do": "start"})).unwrap();
    let mut words = String::new();
    // Its input stays open: it ends by itself or not at all.
    host.stderr
        .take()
        .unwrap()
        .read_to_string(&mut words)
        .unwrap();
    (host.wait().unwrap().code(), words)
}

#[tokio::test]
async fn removal_takes_nothing_but_the_plugin_whatever_its_entry_says() {
    let plugins = Plugins::of(&[&binary("rustpeer"), &binary("probe")]).await;
    let installed = Installed::at(plugins.path());
    let outside = tempfile::tempdir().unwrap();
    let kept = outside.path().join("kept");
    fs::write(&kept, "kept").unwrap();
    let absolute = kept.display().to_string();
    for entry in [
        "../probe/probe",
        "../../kept",
        absolute.as_str(),
        "bin/deep/peer",
        "..",
    ] {
        let directory = plugins.path().join("rustpeer");
        if !directory.exists() {
            plugins.add(&binary("rustpeer"), None).await;
        }
        rewrite(&directory, |manifest| manifest["entry"] = entry.into());
        installed.remove(&"rustpeer".parse().unwrap()).unwrap();
        assert!(!directory.exists(), "{entry}");
        let left = ["probe/probe", "probe/plugin.json"].map(|name| plugins.path().join(name));
        assert!(
            left.iter().chain([&kept]).all(|path| path.exists()),
            "{entry}"
        );
    }
}
