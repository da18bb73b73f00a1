//! The README's way from an empty directory to a signed release, followed word for word, ends in a
//! plugin that a Go host verifies and calls.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use wick_host::archive::{self, Limits};
use wick_tests::cargo::binary;
use wick_tests::command::{ended, repository};
use wick_tests::go::peers;
use wick_tests::go_host::GoHost;

/// The lines of the shell below a heading.
fn script(heading: &str) -> String {
    let readme = fs::read_to_string(repository("README.md")).unwrap();
    let (_, section) = readme.split_once(&format!("\n## {heading}\n")).unwrap();
    let section = section.split("\n## ").next().unwrap();
    let blocks = section.split("```sh\n").skip(1);
    blocks
        .map(|block| block.split("```").next().unwrap())
        .collect()
}

/// What the words do not say, because it only saves time: the versions and the build output of this
/// workspace, which need no network, and a release that is made quickly.
fn prepared(script: &str, target: &Path) -> String {
    let lock = repository("Cargo.lock");
    let enter = "cd desk\n";
    assert!(script.contains(enter), "{script}");
    let target = format!(
        "ln -s '{}' target\ncp '{}' .\n",
        target.display(),
        lock.display()
    );
    script.replace(enter, &format!("{enter}{target}"))
}

fn follow(script: &str, directory: &Path) -> String {
    let wick = binary("wick");
    let path = std::env::var("PATH").unwrap();
    let path = format!("{}:{path}", wick.parent().unwrap().display());
    let mut shell = Command::new("bash");
    shell
        .args(["-eux", "-c", script])
        .current_dir(directory)
        .env("PATH", path)
        .env("WICK_DATA_DIR", directory.join("data"))
        .env("CARGO_NET_OFFLINE", "true")
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .env_remove("WICK_PLUGINS_DIR")
        .env_remove("WICK_PLUGIN_PUBKEY");
    // Set by the cargo that runs this test, for this package only.
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("CARGO_PKG_")) {
        shell.env_remove(name);
    }
    ended(&mut shell).output().to_owned()
}

fn release(directory: &Path) -> PathBuf {
    let mut files = fs::read_dir(directory).unwrap();
    let is_zip = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "zip");
    files
        .find_map(|entry| Some(entry.unwrap().path()).filter(is_zip))
        .unwrap()
}

#[test]
fn the_authoring_section_ends_in_a_release_that_a_go_host_runs() {
    let place = tempfile::tempdir().unwrap();
    let target = binary("wick").ancestors().nth(2).unwrap().join("readme");
    fs::create_dir_all(&target).unwrap();
    let output = follow(
        &prepared(&script("Write a connector"), &target),
        place.path(),
    );
    for told in [
        "what_is_written_is_found::in_process ... ok",
        "what_is_written_is_found::over_process ... ok",
        "find_notes",
        "Buy milk.",
    ] {
        assert!(output.contains(told), "{told} in {output}");
    }

    let crate_directory = place.path().join("desk");
    let zip = release(&crate_directory.join("dist"));
    let unpacked = place.path().join("unpacked");
    fs::create_dir(&unpacked).unwrap();
    let plugin = archive::unpack(&zip, &unpacked, &Limits::default()).unwrap();

    let Some(go) = peers() else { return };
    let public = fs::read_to_string(crate_directory.join("release.pub")).unwrap();
    let mut check = Command::new(go.program("verify"));
    check
        .args(["check".as_ref(), plugin.as_os_str()])
        .env("WICK_PLUGIN_REQUIRE_SIGNATURE", "1")
        .env("WICK_PLUGIN_PUBKEY", public.trim());
    let verdict: Value = serde_json::from_str(ended(&mut check).output()).unwrap();
    assert_eq!(verdict, json!({"ok": true, "key": "desk"}));

    let mut host = GoHost::new(go, &plugin.join("desk"));
    host.expect(json!({"do": "start"}));
    let notes = crate_directory.join("notes").display().to_string();
    let found = host.call(
        "find_notes",
        json!({"words": "milk"}),
        json!({"directory": notes}),
    );
    assert!(found.to_string().contains("Buy milk."), "{found}");
    host.finish();
}
