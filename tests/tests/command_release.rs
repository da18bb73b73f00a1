//! From a built binary to a plugin that hosts run: pack, list, verify, describe, call; keys and signatures.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use serde_json::Value;
use wick_tests::cargo::binary;
use wick_tests::command::Place;

/// Makes a key and returns its file and the public key.
fn keygen(place: &Place, name: &str) -> (String, String) {
    let file = place.path(name).display().to_string();
    let public = place.run(["keygen", &file]).output().trim().to_owned();
    (file, public)
}

#[test]
fn a_packed_plugin_is_listed_verified_described_and_called() {
    let place = Place::new();
    let packed = place
        .run([
            "pack".as_ref(),
            binary("sqlite").as_os_str(),
            "--json".as_ref(),
        ])
        .json();
    let directory = Path::new(packed["directory"].as_str().unwrap()).to_owned();
    let directory = place.path("").join(directory);
    assert!(directory.join("plugin.json").is_file());
    let zip = packed["zip"].as_str().unwrap();
    let version = packed["version"].as_str().unwrap();
    let name = format!("sqlite-{version}-linux-amd64.zip");
    if cfg!(all(target_os = "linux", target_arch = "x86_64")) {
        assert!(zip.ends_with(&name), "{zip}");
    }
    assert!(place.path("").join(zip).is_file());
    assert_eq!(packed["signed"], false);

    // By path, and installed by its key.
    let plugins = directory.parent().unwrap();
    let plugins = ["--plugins-dir", plugins.to_str().unwrap()];
    let list = place
        .run(["list", "--json"].into_iter().chain(plugins))
        .json();
    assert_eq!(list["plugins"][0]["key"], "sqlite", "{list}");
    assert_eq!(list["plugins"][0]["signed"], "none");
    assert_eq!(list["plugins"][0]["platform_ok"], true);
    assert!(
        list["plugins"][0]["operations"]
            .as_array()
            .unwrap()
            .contains(&"query".into())
    );

    let verified = place.run(["verify".as_ref(), directory.as_os_str()]);
    for check in [
        "manifest",
        "key",
        "kind",
        "platform",
        "protocol",
        "digest",
        "signature",
    ] {
        assert!(verified.output().contains(check), "{verified:#?}");
    }
    let described = place.run(["describe", "sqlite"].into_iter().chain(plugins));
    assert!(described.output().contains("query"));
    let described = place.run(
        ["describe", "sqlite", "query", "--json"]
            .into_iter()
            .chain(plugins),
    );
    assert_eq!(described.json()["input_schema"]["type"], "object");
    let manifest = directory.join("plugin.json");
    let described = place.run(["describe".as_ref(), manifest.as_os_str(), "--json".as_ref()]);
    assert_eq!(described.json()["key"], "sqlite");

    let called = place.run(
        [
            "call",
            "sqlite",
            "query",
            "--arg",
            "sql=select 41 + 1 as answer",
            "--json",
        ]
        .into_iter()
        .chain(plugins),
    );
    assert!(called.output().contains("42"), "{called:#?}");
}

#[test]
fn the_zip_holds_what_the_directory_holds() {
    let place = Place::new();
    let packed = place
        .run([
            "pack".as_ref(),
            binary("sqlite").as_os_str(),
            "--json".as_ref(),
        ])
        .json();
    let zip = packed["zip"].as_str().unwrap();
    place.run(["verify", zip]).output();
    assert!(place.is_clean(), "something was left behind");
    let zip = std::fs::File::open(place.path("").join(zip)).unwrap();
    let mut zip = zip::ZipArchive::new(zip).unwrap();
    let names: Vec<_> = zip
        .file_names()
        .map(|name| name.unwrap().into_owned())
        .collect();
    assert_eq!(names, ["plugin.json", "sqlite"]);
    let unpacked = place.path("unpacked");
    zip.extract(&unpacked).unwrap();
    place
        .run(["verify".as_ref(), unpacked.as_os_str()])
        .output();
}

#[test]
fn a_tampered_binary_is_refused_and_not_started() {
    let place = Place::new();
    let directory = place.install("sqlite");
    let proof = place.path("it-ran");
    let script = format!("#!/bin/sh\ntouch {}\n", proof.display());
    let entry = directory.join("sqlite");
    std::fs::remove_file(&entry).unwrap();
    std::fs::write(&entry, script).unwrap();
    std::fs::set_permissions(&entry, std::fs::Permissions::from_mode(0o755)).unwrap();

    let called = place.run(["call", "sqlite", "query", "--arg", "sql=select 1"]);
    assert!(called.error(3).contains("sha256"), "{called:#?}");
    assert!(!proof.exists(), "a refused plugin was started");

    let verified = place.run(["verify".as_ref(), directory.as_os_str(), "--json".as_ref()]);
    verified.error(3);
    let report: Value = serde_json::from_str(&verified.stdout).unwrap();
    let failed: Vec<_> = report["checks"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|check| check["ok"] == false)
        .map(|check| check["check"].as_str().unwrap())
        .collect();
    assert_eq!(failed, ["digest"], "{report}");
    assert_eq!(report["ok"], false);
}

#[test]
fn a_key_is_private_and_is_not_overwritten() {
    let place = Place::new();
    let (file, public) = keygen(&place, "keys/release.key");
    assert_eq!(public.len(), 44, "{public}");
    let mode = std::fs::metadata(&file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let private = std::fs::read_to_string(&file).unwrap();
    assert_eq!(private.len(), 88);

    let again = place.run(["keygen", &file]);
    assert!(again.error(8).contains("--force"), "{again:#?}");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), private);

    let forced = place.run(["keygen", &file, "--force", "--json"]).json();
    assert_ne!(forced["public_key"].as_str().unwrap(), public);
    assert_ne!(std::fs::read_to_string(&file).unwrap(), private);
    let mode = std::fs::metadata(&file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert!(!format!("{again:?}").contains(&private));
}

#[test]
fn signatures_are_asked_for_and_checked() {
    let place = Place::new();
    let directory = place.install("sqlite");
    let directory = directory.to_str().unwrap();
    let (key, public) = keygen(&place, "release.key");
    let (_, other) = keygen(&place, "other.key");
    let call = ["call", "sqlite", "query", "--arg", "sql=select 1 as one"];
    let call = |more: &[&str]| place.run(call.iter().chain(more));
    let signed = |more: &[&str]| {
        let list = place.run(["list", "--json"].iter().chain(more)).json();
        list["plugins"][0]["signed"].as_str().unwrap().to_owned()
    };

    // Not signed yet.
    call(&["--trust", &public]).output();
    let refused = call(&["--trust", &public, "--require-signature"]);
    assert!(refused.error(3).contains("unsigned"), "{refused:#?}");

    let signing = place
        .run(["sign", directory, "--key", &key, "--json"])
        .json();
    assert_eq!(signing["public_key"], public.as_str());
    assert_eq!(signed(&[]), "unchecked");
    assert_eq!(signed(&["--trust", &public]), "valid");
    assert_eq!(signed(&["--trust", &other]), "invalid");

    call(&["--trust", &public, "--require-signature"]).output();
    call(&["--trust", &other, "--trust", &public, "--require-signature"]).output();
    call(&["--trust", &other, "--require-signature"]).error(3);
    call(&["--trust", &other]).error(3);
    call(&["--require-signature"]).error(3);
    place.run(["verify", directory, "--trust", &other]).error(3);
    place
        .run([
            "verify",
            directory,
            "--trust",
            &public,
            "--require-signature",
        ])
        .output();

    // The same by environment.
    let required = place
        .wick()
        .args(["verify", directory])
        .env("WICK_PLUGIN_REQUIRE_SIGNATURE", "1")
        .env("WICK_PLUGIN_PUBKEY", format!("{other},{public}"))
        .output()
        .unwrap();
    assert!(required.status.success());
    let mistyped = place
        .wick()
        .args(["verify", directory])
        .env("WICK_PLUGIN_REQUIRE_SIGNATURE", "yes")
        .output()
        .unwrap();
    assert_eq!(mistyped.status.code(), Some(2));
}

#[test]
fn packing_can_sign_and_say_the_version() {
    let place = Place::new();
    let (key, public) = keygen(&place, "release.key");
    let sqlite = binary("sqlite");
    let packed = place
        .run([
            "pack",
            sqlite.to_str().unwrap(),
            "--sign-key",
            &key,
            "--version",
            "7.8.9",
            "--json",
        ])
        .json();
    assert_eq!(packed["signed"], true);
    assert_eq!(packed["version"], "7.8.9");
    assert!(
        packed["zip"].as_str().unwrap().contains("-7.8.9-"),
        "{packed}"
    );
    let directory = place.path("").join(packed["directory"].as_str().unwrap());
    let directory = directory.to_str().unwrap();
    place
        .run([
            "verify",
            directory,
            "--trust",
            &public,
            "--require-signature",
        ])
        .output();
}

#[test]
fn what_is_no_plugin_is_not_packed() {
    let place = Place::new();
    let script = place.write("script", "#!/bin/sh\necho hello\n");
    std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o755)).unwrap();
    place
        .run([
            "pack".as_ref(),
            script.as_os_str(),
            "--out".as_ref(),
            "dist".as_ref(),
        ])
        .error(7);
    assert!(!place.path("dist").join("script").exists());
    place.run(["pack", "no/such/file"]).error(6);
}

#[test]
fn what_cannot_be_used_is_listed_as_a_problem() {
    let place = Place::new();
    place.write("plugins/broken/plugin.json", "{");
    place.write("plugins/empty/README", "");
    let listed = place.run(["list", "--plugins-dir", "plugins"]);
    assert_eq!(listed.output(), "");
    assert!(
        listed.stderr.contains("broken") && listed.stderr.contains("empty"),
        "{listed:#?}"
    );
    let listed = place
        .run(["list", "--plugins-dir", "plugins", "--json"])
        .json();
    assert_eq!(listed["problems"].as_array().unwrap().len(), 2, "{listed}");
    assert_eq!(listed["plugins"], serde_json::json!([]));
    place
        .run(["describe", "broken", "--plugins-dir", "plugins"])
        .error(3);
}
