//! `wick install`, `rollback` and `remove`, through the real command.
#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::path::PathBuf;
use std::process::Stdio;

use serde_json::Value;
use wick_tests::cargo::binary;
use wick_tests::command::Place;

/// A release of the echo example as a zip; the text after its binary makes each version another file.
fn release(place: &Place, version: &str) -> PathBuf {
    let mut bytes = std::fs::read(binary("echo")).unwrap();
    bytes.extend_from_slice(version.as_bytes());
    let copy = place.path(&format!("build-{version}"));
    std::fs::write(&copy, bytes).unwrap();
    executable(&copy);
    let out = place.path(&format!("dist-{version}"));
    let packed = place.run([
        "pack".as_ref(),
        copy.as_os_str(),
        "--version".as_ref(),
        version.as_ref(),
        "--out".as_ref(),
        out.as_os_str(),
        "--json".as_ref(),
    ]);
    PathBuf::from(packed.json()["zip"].as_str().unwrap())
}

fn executable(path: &std::path::Path) {
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(path, mode).unwrap();
}

/// The installed version, as a host sees it, if there is one; it must be whole.
fn installed(place: &Place) -> Option<String> {
    let listed = place.run(["list", "--json"]).json();
    let plugins = listed["plugins"].as_array().unwrap();
    assert_eq!(listed["problems"], serde_json::json!([]), "{listed}");
    let version = plugins.first()?["version"].as_str().unwrap().to_owned();
    let directory = place.path("data/plugins/connectors/echo");
    place
        .run(["verify".as_ref(), directory.as_os_str()])
        .output();
    Some(version)
}

fn leftovers(place: &Place) -> usize {
    let root = place.path("data/plugins/connectors");
    let names = std::fs::read_dir(root).unwrap();
    names
        .filter(|entry| {
            let name = entry.as_ref().unwrap().file_name();
            name.to_string_lossy().starts_with(".wick-")
        })
        .count()
}

#[test]
fn a_release_is_installed_called_updated_rolled_back_and_removed() {
    let place = Place::new();
    let (one, two) = (release(&place, "1.0.0"), release(&place, "1.1.0"));
    let first = place.run(["install", one.to_str().unwrap()]);
    assert_eq!(first.output(), "installed echo 1.0.0\n");
    let called = place.run(["call", "echo", "say", "--arg", "words=hello"]);
    assert!(called.output().contains("hello"), "{called:#?}");

    let update = place
        .run(["install", two.to_str().unwrap(), "--json"])
        .json();
    assert_eq!(update["replaced"], "1.0.0");
    assert_eq!(update["version"], "1.1.0");
    assert_eq!(update["changes"], serde_json::json!([]));
    let again = place.run(["install", two.to_str().unwrap()]);
    assert_eq!(again.output(), "echo 1.1.0 is installed already\n");

    let downgrade = place.run(["install", one.to_str().unwrap()]);
    assert!(
        downgrade.error(3).contains("--allow-downgrade"),
        "{downgrade:#?}"
    );
    let back = place.run(["rollback", "echo"]);
    assert_eq!(back.output(), "installed echo 1.0.0, before 1.1.0\n");
    assert_eq!(installed(&place).unwrap(), "1.0.0");

    assert_eq!(place.run(["remove", "echo"]).output(), "removed echo\n");
    assert!(installed(&place).is_none());
    assert!(place.run(["remove", "echo"]).error(6).contains("wick list"));
    assert_eq!(
        place.run(["rollback", "echo", "--json"]).json_error(6)["kind"],
        "not_found"
    );
}

#[test]
fn a_tampered_release_is_refused_and_the_old_version_stays() {
    let place = Place::new();
    place
        .run(["install", release(&place, "1.0.0").to_str().unwrap()])
        .output();
    let tampered = place.path("dist-2.0.0/echo");
    release(&place, "2.0.0");
    std::fs::write(tampered.join("echo"), "something else").unwrap();
    let refused = place.run(["install", tampered.to_str().unwrap()]);
    refused.error(3);
    assert_eq!(installed(&place).unwrap(), "1.0.0");
    assert_eq!(leftovers(&place), 0);
    let hostile = place.write("evil.zip", "PK\u{3}\u{4}nothing");
    place.run(["install", hostile.to_str().unwrap()]).error(3);
    assert!(
        place
            .run(["install", "missing.zip"])
            .error(6)
            .contains("missing.zip")
    );
}

#[test]
fn another_publisher_does_not_get_a_connector_by_an_update() {
    let place = Place::new();
    let signed = |name: &str, version: &str| {
        let key = place.path(name);
        let public = place.run(["keygen".as_ref(), key.as_os_str()]);
        let release = release(&place, version);
        let directory = release.parent().unwrap().join("echo");
        place
            .run([
                "sign".as_ref(),
                directory.as_os_str(),
                "--key".as_ref(),
                key.as_os_str(),
            ])
            .output();
        (directory, public.output().trim().to_owned())
    };
    let (ours, our_key) = signed("ours.key", "1.0.0");
    let (theirs, their_key) = signed("theirs.key", "2.0.0");
    let trusted = format!("{our_key},{their_key}");
    let install =
        |release: &PathBuf| place.run(["install", release.to_str().unwrap(), "--trust", &trusted]);
    install(&ours).output();
    let refused = install(&theirs);
    let error = refused.error(3);
    assert!(
        error.contains("the publisher of connector echo changed"),
        "{error}"
    );
    assert!(error.contains("wick trust forget echo"), "{error}");
    assert_eq!(installed(&place).unwrap(), "1.0.0");
    place.run(["trust", "forget", "echo"]).output();
    install(&theirs).output();
    assert_eq!(installed(&place).unwrap(), "2.0.0");
}

/// Kills the command at moments that move through the whole of an installation.
#[test]
fn an_installation_killed_at_any_moment_leaves_the_old_or_the_new_version() {
    const KILLS: u32 = 40;

    let place = Place::new();
    let releases = [release(&place, "1.0.0"), release(&place, "1.1.0")];
    let install = |index: usize| {
        let mut command = place.wick();
        let path = releases[index].to_str().unwrap();
        command.args(["install", path, "--allow-downgrade"]);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command
    };
    assert!(install(0).status().unwrap().success());
    let started = std::time::Instant::now();
    assert!(install(1).status().unwrap().success());
    let whole = started.elapsed();

    let mut seen = [0u32; 2];
    let mut killed = 0;
    for round in 0..KILLS {
        // Where the installation is by then differs from run to run, which is the point.
        let moment = whole * round / KILLS;
        let mut child = install(round as usize % 2).spawn().unwrap();
        let end = std::time::Instant::now() + moment;
        while std::time::Instant::now() < end && child.try_wait().unwrap().is_none() {
            std::thread::yield_now();
        }
        child.kill().unwrap();
        killed += u32::from(!child.wait().unwrap().success());
        match installed(&place).unwrap().as_str() {
            "1.0.0" => seen[0] += 1,
            "1.1.0" => seen[1] += 1,
            other => panic!("{other}"),
        }
    }
    println!("{killed} of {KILLS} installations killed, found {seen:?} of the two versions whole");
    assert!(killed > 0, "none was killed");
    assert!(install(1).status().unwrap().success());
    assert_eq!(leftovers(&place), 0, "the next installation sweeps");
}

#[test]
fn two_commands_that_install_and_remove_leave_a_consistent_state() {
    const ROUNDS: usize = 15;

    let place = Place::new();
    let releases = [release(&place, "1.0.0"), release(&place, "1.1.0")];
    std::thread::scope(|scope| {
        for release in &releases {
            scope.spawn(|| {
                for _ in 0..ROUNDS {
                    let path = release.to_str().unwrap();
                    place.run(["install", path, "--allow-downgrade"]).output();
                    // The other may have removed it.
                    let removed = place.run(["remove", "echo"]);
                    assert!([0, 6].contains(&removed.code), "{removed:#?}");
                }
                let path = release.to_str().unwrap();
                place.run(["install", path, "--allow-downgrade"]).output();
            });
        }
    });
    println!("{} installations and removals by two writers", 4 * ROUNDS);
    assert!(["1.0.0", "1.1.0"].contains(&installed(&place).unwrap().as_str()));
    assert_eq!(leftovers(&place), 0);
    let listed: Value = place.run(["list", "--json"]).json();
    assert_eq!(listed["plugins"].as_array().unwrap().len(), 1);
}
