//! `wick doctor` on real plugins, well and ill.
#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::path::Path;

use wick_host::diagnose::Finding;
use wick_tests::command::{Place, repository};

/// Replaces every `from` in a binary, and has the manifest say that this is the one.
fn patch(directory: &Path, from: &[u8], to: &[u8]) {
    assert_eq!(from.len(), to.len());
    let binary = directory.join("echo");
    let mut bytes = std::fs::read(&binary).unwrap();
    let starts: Vec<usize> = (0..bytes.len() - from.len())
        .filter(|start| bytes[*start..].starts_with(from))
        .collect();
    assert!(!starts.is_empty());
    for start in starts {
        bytes[start..start + to.len()].copy_from_slice(to);
    }
    std::fs::write(&binary, &bytes).unwrap();
    let path = directory.join("plugin.json");
    let manifest = std::fs::read_to_string(&path).unwrap();
    let mut manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    manifest["sha256"] = wick_proto::Digest::of(&bytes).to_string().into();
    std::fs::write(&path, manifest.to_string()).unwrap();
}

#[test]
fn a_plugin_that_is_well_passes_every_step() {
    let place = Place::new();
    place.install("echo");
    let text = place.run(["doctor"]);
    for step in ["found", "verified", "starts", "answers", "manifest"] {
        assert!(
            text.output().contains(&format!("ok      {step}")),
            "{text:#?}"
        );
    }
    let json = place.run(["doctor", "echo", "--json"]).json();
    assert_eq!(json["ok"], true);
    assert_eq!(json["plugins"][0]["checks"].as_array().unwrap().len(), 5);
    assert!(place.plugins_running().is_empty());
}

#[test]
fn what_keeps_a_real_plugin_from_starting_is_said_with_what_to_do() {
    let place = Place::new();
    let directory = place.install("echo");
    patch(
        &directory,
        b"/lib64/ld-linux-x86-64.so.2",
        b"/lib64/ld-nowhere-86-64.so2",
    );
    let ended = place.run(["doctor", "echo"]);
    assert!(ended.error(4).contains("1 of the plugins"), "{ended:#?}");
    assert!(
        ended.stdout.contains("/lib64/ld-nowhere-86-64.so2"),
        "{ended:#?}"
    );
    assert!(ended.stdout.contains("[missing-loader]"), "{ended:#?}");
    assert!(ended.stdout.contains("do this"), "{ended:#?}");

    let json = place.run(["doctor", "echo", "--json"]);
    let told: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    let last = told["plugins"][0]["checks"]
        .as_array()
        .unwrap()
        .last()
        .unwrap();
    assert_eq!(last["finding"], "missing-loader");
    assert!(last["remedy"].is_string(), "{told}");
}

#[test]
fn a_manifest_of_another_build_is_noticed() {
    let place = Place::new();
    let directory = place.install("echo");
    let path = directory.join("plugin.json");
    let manifest = std::fs::read_to_string(&path).unwrap();
    let changed = manifest.replacen("\"Key\": \"say\"", "\"Key\": \"shout\"", 1);
    assert_ne!(manifest, changed);
    std::fs::write(&path, changed).unwrap();
    let ended = place.run(["doctor", "echo"]);
    ended.error(4);
    assert!(ended.stdout.contains("[manifest-differs]"), "{ended:#?}");
}

#[test]
fn a_tampered_plugin_is_not_started() {
    let place = Place::new();
    let directory = place.install("echo");
    std::fs::write(directory.join("echo"), "#!/bin/sh\ntouch started\n").unwrap();
    let ended = place.run(["doctor", "echo"]);
    ended.error(4);
    assert!(ended.stdout.contains("[refused]"), "{ended:#?}");
    assert!(!place.path("started").exists());
}

#[test]
fn every_finding_is_explained() {
    let page = std::fs::read_to_string(repository("docs/operating.md")).unwrap();
    for finding in Finding::ALL {
        assert!(
            page.contains(&format!("\n| `{}` |", finding.name())),
            "{finding:?}"
        );
    }
}
