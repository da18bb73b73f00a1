//! Defects of the reference that no other test is about; `docs/reference-defects.md` has them all.

use std::fs;

use wick_host::install::{Conditions, Plugins as Installed};
use wick_host::{Environment, Host, TrustPolicy};
use wick_tests::cargo::binary;
use wick_tests::plugins::Plugins;
use wick_tests::{left, timely};

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
    let manifest = release.join("plugin.json");
    let text = fs::read_to_string(&manifest).unwrap();
    let mut nested: serde_json::Value = serde_json::from_str(&text).unwrap();
    nested["entry"] = "bin/peer".into();
    fs::write(manifest, nested.to_string()).unwrap();

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
