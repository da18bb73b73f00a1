//! `wick trust`, and what the other commands say of signatures and publishers.

use std::fs;

use wick_tests::command::{Ended, Place};

const CALL: [&str; 5] = ["call", "sqlite", "query", "--arg", "sql=select 1 as one"];

fn keygen(place: &Place, name: &str) -> (String, String) {
    let file = place.path(name).display().to_string();
    let public = place.run(["keygen", &file]).output().trim().to_owned();
    (file, public)
}

fn call(place: &Place, more: &[&str]) -> Ended {
    place.run(CALL.iter().chain(more))
}

#[test]
fn a_changed_publisher_is_refused_until_it_is_accepted() {
    let place = Place::new();
    let directory = place.install("sqlite");
    let directory = directory.to_str().unwrap();
    let (old_file, old) = keygen(&place, "old.key");
    let (new_file, new) = keygen(&place, "new.key");
    let both = ["--trust", &old, "--trust", &new];

    assert!(place.run(["trust", "list"]).output().is_empty());
    call(&place, &[]).output();
    let listed = place.run(["trust", "list", "--json"]).json();
    assert_eq!(listed["publishers"][0]["key"], "sqlite", "{listed}");
    assert!(listed["publishers"][0]["publisher"].is_null());
    let file = place.path("data/publishers.json");
    assert_eq!(listed["file"], file.to_str().unwrap());

    // Signed from now on, which is remembered.
    place.run(["sign", directory, "--key", &old_file]).output();
    call(&place, &both).output();
    let listed = place.run(["trust", "list"]);
    assert!(
        listed.output().contains(&old) && listed.output().contains("manifest"),
        "{listed:#?}"
    );

    place.run(["sign", directory, "--key", &new_file]).output();
    let refused = call(&place, &both);
    let text = refused.error(3);
    for part in [&old, &new, "wick trust accept sqlite"] {
        assert!(text.contains(part), "{refused:#?}");
    }
    // A path is taken at its word.
    let by_path = [directory, "query", "--arg", "sql=select 1 as one"];
    place.run(["call"].iter().chain(&by_path)).output();

    let accepted = place
        .run(["trust", "accept", "sqlite", "--json"].iter().chain(&both))
        .json();
    assert_eq!(accepted["publisher"], new.as_str(), "{accepted}");
    assert_eq!(accepted["signs"], "manifest");
    call(&place, &both).output();
    // Nobody has to say again whom the connector belongs to.
    call(&place, &[]).output();

    place.run(["trust", "forget", "sqlite"]).output();
    let again = place.run(["trust", "forget", "sqlite"]);
    assert!(again.error(6).contains("sqlite"), "{again:#?}");
    place.run(["trust", "accept", "nothing"]).error(6);
    place.run(["trust", "accept", "Not a key"]).error(2);

    fs::write(&file, "{").unwrap();
    for command in [vec!["trust", "list"], CALL.to_vec()] {
        let refused = place.run(&command);
        assert!(refused.error(3).contains("publishers.json"), "{refused:#?}");
    }
}

#[test]
fn each_directory_of_plugins_has_its_own_publishers() {
    let place = Place::new();
    place.install("sqlite");
    call(&place, &[]).output();
    let (file, public) = keygen(&place, "key");
    let packed = place.path("elsewhere");
    fs::create_dir(&packed).unwrap();
    let installed = place.path("data/plugins/connectors/sqlite");
    let other = packed.join("sqlite");
    fs::create_dir(&other).unwrap();
    for name in ["sqlite", "plugin.json"] {
        fs::copy(installed.join(name), other.join(name)).unwrap();
    }
    place
        .run(["sign", other.to_str().unwrap(), "--key", &file])
        .output();
    let elsewhere = ["--plugins-dir", packed.to_str().unwrap()];
    call(&place, &[&elsewhere[..], &["--trust", &public]].concat()).output();
    let listed = place.run(["trust", "list", "--json"]).json();
    assert!(listed["publishers"][0]["publisher"].is_null(), "{listed}");
    let listed = place
        .run(["trust", "list", "--json"].iter().chain(&elsewhere))
        .json();
    assert_eq!(
        listed["publishers"][0]["publisher"],
        public.as_str(),
        "{listed}"
    );
}

#[test]
fn both_signatures_are_asked_for_and_shown() {
    let place = Place::new();
    let directory = place.install("sqlite");
    let manifest = directory.join("plugin.json");
    let directory = directory.to_str().unwrap();
    let (file, public) = keygen(&place, "key");
    let trusting = ["--trust", &public];
    place.run(["sign", directory, "--key", &file]).output();
    let shown = || {
        let list = place.run(["list", "--json"].iter().chain(&trusting)).json();
        let plugin = &list["plugins"][0];
        ["signed", "manifest_signed"].map(|key| plugin[key].as_str().unwrap().to_owned())
    };
    let verified =
        |more: &[&str]| place.run(["verify", directory].iter().chain(&trusting).chain(more));
    assert_eq!(shown(), ["valid", "valid"]);
    verified(&["--require-signature"]).output();
    let whole = verified(&["--require-signature=manifest"]);
    assert!(
        whole.output().contains("manifest_signature  valid"),
        "{whole:#?}"
    );

    let text = fs::read_to_string(&manifest).unwrap();
    fs::write(&manifest, text.replace("SQLite", "Harmless")).unwrap();
    assert_eq!(shown(), ["valid", "invalid"]);
    let changed = verified(&[]);
    changed.error(3);
    assert!(
        changed.stdout.contains("changed after it was signed"),
        "{changed:#?}"
    );

    let (kept, _) = text.rsplit_once(",\n  \"manifest_signature\"").unwrap();
    fs::write(&manifest, format!("{kept}\n}}")).unwrap();
    assert_eq!(shown(), ["valid", "none"]);
    verified(&["--require-signature"]).output();
    verified(&["--require-signature=manifest"]).error(3);
    let mut by_environment = place.wick();
    by_environment
        .args(["verify", directory])
        .env("WICK_PLUGIN_PUBKEY", &public)
        .env("WICK_PLUGIN_REQUIRE_SIGNATURE", "manifest");
    assert_eq!(by_environment.output().unwrap().status.code(), Some(3));
    // An option never asks for less than the environment does.
    by_environment.arg("--require-signature");
    assert_eq!(by_environment.output().unwrap().status.code(), Some(3));
}

#[test]
fn digests_of_installed_plugins_are_kept_privately() {
    use std::os::unix::fs::PermissionsExt;

    let place = Place::new();
    let directory = place.install("sqlite");
    call(&place, &[]).output();
    let state = place.path("data/state");
    let mode = fs::metadata(&state).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
    // What is stored there is no reason to run another binary.
    fs::write(state.join("digests.json"), "[{").unwrap();
    let warned = call(&place, &[]);
    assert!(warned.output().contains("one"), "{warned:#?}");
    assert!(warned.stderr.contains("not used"), "{warned:#?}");
    let binary = directory.join("sqlite");
    let mut bytes = fs::read(&binary).unwrap();
    bytes.push(0);
    fs::write(&binary, bytes).unwrap();
    call(&place, &[]).error(3);
}

#[test]
fn n12_a_signature_that_was_not_checked_is_told_at_install() {
    let place = Place::new();
    let (file, public) = keygen(&place, "release.key");
    let sqlite = wick_tests::cargo::binary("sqlite");
    let pack = ["pack", sqlite.to_str().unwrap(), "--out", "dist"];
    let signed = place
        .run(pack.iter().chain(&["--sign-key", &file, "--json"]))
        .json();
    let zip = signed["zip"].as_str().unwrap();

    let installed = place.run(["install", zip]);
    assert_eq!(installed.code, 0, "{installed:#?}");
    let warning = &installed.stderr;
    assert!(warning.contains("was not checked"), "{warning}");
    assert!(
        warning.contains("wick trust accept sqlite --trust"),
        "{warning}"
    );
    let listed = || place.run(["list", "--json"]).json()["plugins"][0].clone();
    assert_eq!(listed()["signed"], "unchecked");
    assert!(listed()["publisher"].is_null());
    assert!(place.run(["trust", "list"]).output().contains("unverified"));

    // Its publisher is recorded, and stays known without being trusted again.
    let accepted = place.run(["trust", "accept", "sqlite", "--trust", &public]);
    assert!(accepted.output().contains(&public), "{accepted:#?}");
    assert_eq!(listed()["signed"], "valid");
    assert_eq!(listed()["publisher"], public.as_str());
    let shown = format!("valid (publisher {}\u{2026})", &public[..8]);
    assert!(place.run(["list"]).output().contains(&shown));
    assert!(place.run(["verify", "sqlite"]).output().contains(&shown));
    let again = place.run(["install", zip]);
    assert!(
        again.output().contains("already") && again.stderr.is_empty(),
        "{again:#?}"
    );
    let again = place.run(["install", zip, "--json"]).json();
    assert_eq!(again["publisher"], public.as_str());

    // Signed by another key meanwhile, it is not what its publisher made.
    let (other, _) = keygen(&place, "other.key");
    place.run(["sign", "sqlite", "--key", &other]).output();
    assert_eq!(listed()["signed"], "invalid");
    let trusting = place.run(["list", "--trust", &public, "--json"]).json();
    assert_eq!(trusting["plugins"][0]["signed"], "invalid");
    let unsigned = place.run(pack.iter().chain(&["--json"])).json();
    place.run(["remove", "sqlite"]).output();
    place.run(["trust", "forget", "sqlite"]).output();
    let installed = place.run(["install", unsigned["zip"].as_str().unwrap()]);
    assert!(installed.output().contains("installed sqlite") && installed.stderr.is_empty());
    let installed = place.run(["install", zip, "--trust", &public]);
    assert!(
        !installed.stderr.contains("was not checked"),
        "{installed:#?}"
    );

    // What cannot be read keeps nothing from being shown.
    fs::write(place.path("data/publishers.json"), "{").unwrap();
    let shown = place.run(["list"]);
    assert!(shown.output().contains("sqlite") && shown.stderr.contains("publishers.json"));
}
