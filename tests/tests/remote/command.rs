//! `wick search`, `install` and `catalog`, through the real command.

use std::fs;

use serde_json::{Value, json};
use wick_proto::Platform;
use wick_proto::catalog::Catalog;
use wick_tests::command::{Ended, Place, ended, piped};

use crate::server::{Answer, Server, file};
use crate::shop::{Shop, path, real_release, release};

fn phases(stderr: &str) -> Vec<(String, i64)> {
    let lines = stderr
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap());
    lines
        .map(|line| {
            (
                line["phase"].as_str().unwrap().to_owned(),
                line["pct"].as_i64().unwrap(),
            )
        })
        .collect()
}

#[test]
fn a_connector_is_found_in_a_signed_catalogue_installed_by_name_and_called() {
    let shop = Shop::new();
    shop.publish_real("echo", "1.0.0");
    shop.publish("rustpeer", "0.1.0");
    let built = shop.catalog(&["--expires", "30d"]);
    assert_eq!(
        (&built["entries"], &built["signed"]),
        (&json!(2), &json!(true))
    );
    assert_eq!(built["public_key"], shop.public_key.as_str());

    let found = shop.run(&["search", "say", "AGAIN", "--json"]).json();
    assert_eq!(found["catalog"], shop.server.url("/plugins.json"));
    let [echo] = &found["connectors"].as_array().unwrap()[..] else {
        panic!("{found}");
    };
    assert_eq!(
        (&echo["key"], &echo["version"]),
        (&json!("echo"), &json!("1.0.0"))
    );
    assert_eq!(
        (&echo["platform_ok"], &echo["installed"]),
        (&json!(true), &Value::Null)
    );
    let all = shop.run(&["search"]);
    assert!(
        all.output().contains("rustpeer") && all.stdout.contains("Say again"),
        "{all:#?}"
    );
    let none = shop.run(&["search", "weather"]);
    assert!(
        none.output().is_empty() && none.stderr.contains("weather"),
        "{none:#?}"
    );
    assert_eq!(shop.server.asked().len(), 1, "the copy serves");

    let installed = shop.run(&["install", "echo"]);
    assert_eq!(installed.output(), "installed echo 1.0.0\n");
    assert!(
        installed
            .stderr
            .starts_with("downloading http://127.0.0.1:"),
        "{installed:#?}"
    );
    let called = shop
        .place
        .run(["call", "echo", "say", "--arg", "words=hello"]);
    assert!(called.output().contains("hello"), "{called:#?}");
    let found = shop.run(&["search", "echo", "--json"]).json();
    assert_eq!(found["connectors"][0]["installed"], "1.0.0");
    let verified = shop.run(&[
        "catalog",
        "verify",
        &shop.server.url("/plugins.json"),
        "--json",
    ]);
    assert_eq!(verified.json()["signed"], "valid");
    assert_eq!(verified.json()["expires"], built["expires"]);
    assert!(shop.is_clean());
}

#[test]
fn a_release_is_installed_from_its_address_with_progress_for_people_and_programs() {
    let place = Place::new();
    let server = Server::http();
    let zip = fs::read(real_release(&place, "echo", "1.0.0")).unwrap();
    server.put("/echo.zip", file(zip.clone()));
    let url = server.url("/echo.zip");
    let installed = place.run(["install", &url, "--json"]);
    assert_eq!(installed.json()["version"], "1.0.0");
    let phases = phases(&installed.stderr);
    assert_eq!(phases[0], ("downloading".to_owned(), 0));
    let downloading: Vec<_> = phases
        .iter()
        .filter(|phase| phase.0 == "downloading")
        .collect();
    assert!(
        downloading.is_sorted_by(|one, other| one.1 < other.1),
        "{downloading:?}"
    );
    assert_eq!(downloading.last().unwrap().1, 100);
    let rest: Vec<_> = phases[downloading.len()..]
        .iter()
        .map(|phase| phase.0.as_str())
        .collect();
    assert_eq!(rest, ["verifying", "done"]);

    let again = place.run(["install", &url, "--quiet"]);
    assert_eq!(again.output(), "echo 1.0.0 is installed already\n");
    assert!(again.stderr.is_empty());
    assert!(place.is_clean());
}

#[test]
fn what_comes_from_an_address_is_verified_and_messages_name_the_address_not_a_temporary_file() {
    let place = Place::new();
    let server = Server::http();
    server.put("/page.zip", file("<html>"));
    server.put("/evil.zip", file(b"PK\x03\x04nothing".to_vec()));
    for path in ["/page.zip", "/evil.zip"] {
        let refused = place.run(["install", &server.url(path)]);
        let error = refused.error(3);
        assert!(error.contains(&server.url(path)), "{error}");
        assert!(!error.contains("wick-download"), "{error}");
    }
    let missing = place.run(["install", &server.url("/missing.zip"), "--json"]);
    assert_eq!(missing.json_error(6)["kind"], "not_found");
    server.put(
        "/echo.zip",
        file(fs::read(release(&place, "echo", "1.0.0", |_| {})).unwrap()),
    );
    let unsigned = place.run(["install", &server.url("/echo.zip"), "--require-signature"]);
    unsigned.error(3);
    assert!(place.is_clean());
    assert_eq!(place.run(["list", "--json"]).json()["plugins"], json!([]));
}

#[test]
fn http_from_elsewhere_and_other_schemes_are_not_even_tried() {
    let place = Place::new();
    let plain = place.run(["install", "http://ada:hunter2@example.com/echo.zip"]);
    let error = plain.error(2);
    assert!(
        error.contains("http://example.com/echo.zip is not encrypted"),
        "{error}"
    );
    assert!(
        error.contains("--allow-http") && !error.contains("hunter2"),
        "{error}"
    );
    place
        .run(["install", "ftp://example.com/echo.zip"])
        .error(2);
    place
        .run(["search", "--catalog", "http://example.com/plugins.json"])
        .error(2);
    let unset = place.run(["install", "echo"]);
    assert!(unset.error(6).contains("WICK_PLUGIN_CATALOG"), "{unset:#?}");
    let unset = place.run(["search"]);
    assert!(unset.error(2).contains("WICK_PLUGIN_CATALOG"), "{unset:#?}");
}

#[test]
fn proxies_are_asked_for_other_machines_and_not_for_this_one() {
    let place = Place::new();
    let server = Server::http();
    server.put("/echo.zip", file("no release"));
    let proxy = std::net::TcpListener::bind((std::net::Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = format!("http://{}", proxy.local_addr().unwrap());
    let asked = std::thread::spawn(move || {
        let (stream, _) = proxy.accept().unwrap();
        let mut first = String::new();
        std::io::BufRead::read_line(&mut std::io::BufReader::new(&stream), &mut first).unwrap();
        std::io::Write::write_all(&mut &stream, b"HTTP/1.1 403 Forbidden\r\n\r\n").unwrap();
        first
    });
    let install = |url: &str| {
        let mut command = place.wick();
        for name in ["HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"] {
            command.env(name, &address);
        }
        command.env_remove("NO_PROXY").env_remove("no_proxy");
        ended(command.args(["install", url]))
    };
    install(&server.url("/echo.zip")).error(3);
    let refused = install("https://plugins.example.com/echo.zip");
    assert!(
        refused.error(8).contains("cannot be reached"),
        "{refused:#?}"
    );
    let first = asked.join().unwrap();
    assert!(
        first.starts_with("CONNECT plugins.example.com:443 "),
        "{first}"
    );
}

#[test]
fn a_password_in_an_address_is_in_no_log() {
    let place = Place::new();
    let server = Server::http();
    server.put(
        "/echo.zip",
        Answer::Redirect("/moved.zip?token=hunter2".to_owned()),
    );
    let url = server.url("/echo.zip?token=hunter2");
    let url = url.replace("http://", "http://ada:hunter2@");
    let missing = place.run(["install", &url, "-vvv"]);
    let error = missing.error(6);
    assert!(
        error.contains("404") && !error.contains("hunter2"),
        "{error}"
    );
}

#[test]
fn what_arrives_has_to_be_the_connector_version_and_file_that_the_catalogue_names() {
    let shop = Shop::new();
    let one = shop.publish("echo", "1.0.0");
    let two = shop.publish("echo", "1.1.0");
    let other = shop.publish("rustpeer", "1.1.0");
    shop.catalog(&["--every-version"]);
    let text = fs::read_to_string(shop.place.path("plugins.json")).unwrap();

    // Another file at the address: digest and size tell.
    let served = |zip: &std::path::Path| file(fs::read(zip).unwrap());
    shop.server.put(&path(&two), served(&one));
    let error = shop.run(&["install", "echo"]);
    assert!(
        error.error(3).contains("must have") || error.stderr.contains("must be"),
        "{error:#?}"
    );
    let mut damaged = fs::read(&two).unwrap();
    let middle = damaged.len() / 2;
    damaged[middle] ^= 1;
    shop.server.put(&path(&two), file(damaged));
    let error = shop.run(&["install", "echo"]);
    assert!(error.error(3).contains("sha256 is"), "{error:#?}");

    // A catalogue of the reference names no digest: connector and version still have to be right.
    let mut plain = Catalog::from_json(text.as_bytes()).unwrap();
    plain
        .entries
        .iter_mut()
        .for_each(|entry| entry.files.clear());
    shop.serve(plain.to_json());
    let install = |name: &str| {
        let mut command = shop.wick(&["install", name, "--refresh"]);
        command.env_remove("WICK_PLUGIN_CATALOG_PUBKEY");
        ended(&mut command)
    };
    shop.server.put(&path(&two), served(&one));
    let error = install("echo");
    assert!(
        error
            .error(3)
            .contains("is version 1.0.0 of connector echo, not 1.1.0"),
        "{error:#?}"
    );
    shop.server.put(&path(&two), served(&other));
    let error = install("echo");
    assert!(
        error
            .error(3)
            .contains("of connector rustpeer, not of echo"),
        "{error:#?}"
    );
    assert!(shop.installed("echo").is_none() && shop.installed("rustpeer").is_none());
    let error = shop.run(&["install", "echo", "--refresh"]);
    assert!(error.error(3).contains("it is not signed"), "{error:#?}");

    // An older version, by name, if it is asked for.
    shop.server.put(&path(&two), served(&two));
    install("echo").output();
    assert!(install("echo@1.0.0").error(3).contains("--allow-downgrade"));
    assert!(install("echo@3.0.0").error(6).contains("only 1.1.0, 1.0.0"));
    assert!(install("ecko").error(6).contains("did you mean `echo`?"));
    assert_eq!(shop.installed("echo").unwrap(), "1.1.0");
    assert!(shop.is_clean());
}

#[test]
fn ctrl_c_in_a_download_leaves_nothing() {
    let shop = Shop::new();
    shop.server
        .put("/slow.zip", Answer::Stalled(b"PK\x03\x04".to_vec()));
    let url = shop.server.url("/slow.zip");
    for signal in [rustix::process::Signal::INT, rustix::process::Signal::TERM] {
        let mut command = shop.wick(&["install", &url]);
        let mut wick = piped(&mut command).spawn().unwrap();
        // Its first line is there when the first bytes are.
        let mut stderr = std::io::BufReader::new(wick.stderr.take().unwrap());
        let mut line = String::new();
        std::io::BufRead::read_line(&mut stderr, &mut line).unwrap();
        assert!(line.starts_with("downloading http"), "{line}");
        assert!(!shop.place.is_clean());
        let process = rustix::process::Pid::from_child(&wick);
        rustix::process::kill_process(process, signal).unwrap();
        let mut interrupted: Ended = wick.wait_with_output().unwrap().into();
        std::io::Read::read_to_string(&mut stderr, &mut interrupted.stderr).unwrap();
        assert!(interrupted.error(130).contains("interrupted"));
        assert!(shop.is_clean());
    }
}

#[test]
fn a_directory_with_its_catalogue_needs_no_server() {
    let place = Place::new();
    let zip = release(&place, "echo", "1.0.0", |_| {});
    let build = |out: &str| {
        let ended = place.run(["catalog", "build", "releases", "--out", out]);
        ended.output();
        fs::read_to_string(place.path(out)).unwrap()
    };
    let text = build("releases/plugins.json");
    assert_eq!(
        build("again.json"),
        text,
        "the same releases give the same bytes"
    );
    let platform = Platform::current();
    let name = zip.file_name().unwrap().to_str().unwrap();
    let expected = r#"[
  {
    "key": "echo",
    "name": "Echo",
    "description": "Say again what was said.",
    "version": "1.0.0",
    "default_tags": ["#;
    assert!(text.starts_with(expected), "{text}");
    let assets = format!(
        r#"
    ],
    "assets": {{
      "{platform}": "echo/v1.0.0/{name}"
    }}
  }}
]
"#
    );
    assert!(text.ends_with(&assets), "{text}");
    assert_eq!(place.run(["catalog", "build", "releases"]).output(), text);

    let install = ["install", "echo", "--catalog", "releases/plugins.json"];
    assert_eq!(place.run(install).output(), "installed echo 1.0.0\n");
    fs::write(place.path("releases/notes.zip"), "no release").unwrap();
    let warned = place.run(["catalog", "build", "releases"]);
    assert!(
        warned.output() == text && warned.stderr.contains("notes.zip"),
        "{warned:#?}"
    );
    let refused = place.run(["catalog", "build", "releases", "--base-url", "example.com"]);
    refused.error(2);
    let past = [
        "--sign-key",
        "x",
        "--issued",
        "2026-01-01T00:00:00Z",
        "--expires",
        "2025-01-01T00:00:00Z",
    ];
    place
        .run(["catalog", "build", "releases"].iter().chain(&past))
        .error(6);
    fs::rename(&zip, zip.with_file_name("bank-1.0.0-linux-amd64.zip")).unwrap();
    let refused = place.run(["catalog", "build", "releases"]);
    assert!(refused.error(3).contains(name), "{refused:#?}");
    assert!(place.is_clean());
}

#[test]
fn both_forms_of_a_catalogue_are_the_same_to_go() {
    let Some(go) = wick_tests::go::peers() else {
        return;
    };
    let place = Place::new();
    release(&place, "rustpeer", "0.1.0", |_| {});
    release(&place, "echo", "1.0.0", |manifest| {
        manifest.module.meta.description = "A <b> & \"more\" \u{2028} 東京".to_owned();
        manifest.module.meta.default_tags.clear();
    });
    place.run(["keygen", "catalog.key"]).output();
    let build = [
        "catalog",
        "build",
        "releases",
        "--base-url",
        "https://example.com/r",
    ];
    place
        .run(build.into_iter().chain(["--out", "plain.json"]))
        .output();
    let signed = ["--out", "signed.json", "--sign-key", "catalog.key"];
    place.run(build.into_iter().chain(signed)).output();
    let read_by_go = |name: &str| {
        let mut verify = std::process::Command::new(go.program("verify"));
        ended(verify.arg("catalog").arg(place.path(name)))
            .output()
            .to_owned()
    };
    let plain = fs::read_to_string(place.path("plain.json")).unwrap();
    assert_eq!(read_by_go("plain.json"), plain);
    assert_eq!(read_by_go("signed.json"), plain);
}

#[test]
fn while_the_server_is_away_the_last_catalogue_serves_and_says_how_old_it_is() {
    let shop = Shop::new();
    shop.publish("echo", "1.0.0");
    shop.catalog(&[]);
    shop.run(&["search"]).output();
    shop.server.put("/plugins.json", Answer::Status(503));
    let offline = shop.run(&["search", "--refresh", "--json"]);
    assert_eq!(offline.json()["connectors"][0]["key"], "echo");
    let warning = &offline.stderr;
    assert!(
        warning.contains("503") && warning.contains("this is the copy of"),
        "{warning}"
    );
    assert!(warning.contains("seconds ago"), "{warning}");
    assert_eq!(
        shop.run(&["install", "echo", "--refresh"]).output(),
        "installed echo 1.0.0\n"
    );
    shop.server.put("/other.json", Answer::Status(503));
    let url = shop.server.url("/other.json");
    let nothing = shop.run(&["search", "--catalog", &url]);
    assert!(
        nothing.error(8).contains("the catalogue cannot be had"),
        "{nothing:#?}"
    );
}

#[test]
fn a_catalogue_that_is_not_to_be_used_says_why_and_what_to_do() {
    let shop = Shop::new();
    shop.publish("echo", "1.0.0");
    let refused = |reason: &str| {
        let error = shop.run(&["install", "echo", "--refresh"]);
        let text = error.error(3);
        assert!(text.contains("the catalogue is not used"), "{text}");
        assert!(text.contains(reason) && text.contains("hint"), "{text}");
    };
    shop.catalog(&["--issued", "2020-01-01T00:00:00Z", "--expires", "30d"]);
    refused("it expired at 2020-01-31T00:00:00Z");
    shop.catalog(&["--expires", "2d"]);
    shop.run(&["search", "--refresh"]).output();
    shop.catalog(&[
        "--issued",
        "2026-01-01T00:00:00Z",
        "--expires",
        "9999-12-01T00:00:00Z",
    ]);
    refused("has been seen already");
    let text = fs::read_to_string(shop.place.path("plugins.json")).unwrap();
    shop.serve(text.replace("Say again", "Say never"));
    refused("its signature is by none of the keys");
    shop.serve("[]");
    refused("it is not signed");
    shop.serve("<html>");
    refused("not a catalogue");
    assert!(shop.installed("echo").is_none());
}
