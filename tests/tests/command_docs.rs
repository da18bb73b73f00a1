//! `wick docs`: the reference documentation of a plugin.
//!
//! After a change that is meant, `GOLDEN=overwrite cargo test -p wick-tests --test command_docs`, and
//! read the difference.
#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::fs;
use std::path::Path;

use wick_tests::cargo::binary;
use wick_tests::command::{self, Place};
use wick_tests::go::peers;

#[track_caller]
fn is_golden(page: &str, name: &str) {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("data/reference")
        .join(name);
    if std::env::var_os("GOLDEN").is_some_and(|value| value == "overwrite") {
        fs::create_dir_all(golden.parent().unwrap()).unwrap();
        fs::write(&golden, page).unwrap();
    }
    assert_eq!(page, fs::read_to_string(golden).unwrap());
}

#[test]
fn a_page_is_as_reviewed_wherever_the_manifest_is() {
    let place = Place::new();
    let directory = place.install("sqlite");
    let page = place.run(["docs", "sqlite"]).output().to_owned();
    is_golden(&page, "sqlite.md");

    let zip = fs::read_dir(directory.parent().unwrap())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.extension().is_some_and(|extension| extension == "zip"));
    for source in [
        directory.clone(),
        directory.join("plugin.json"),
        zip.unwrap(),
        binary("sqlite"),
    ] {
        let ended = place.run(["docs".as_ref(), source.as_os_str()]);
        assert_eq!(ended.output(), page, "{source:?}");
    }
    assert!(place.is_clean());
}

#[test]
fn a_file_is_written_whole_and_named() {
    let place = Place::new();
    place.install("sqlite");
    let page = place.run(["docs", "sqlite"]).output().to_owned();
    let written = place.run(["docs", "sqlite", "-o", "sqlite.md"]);
    assert_eq!(written.output(), "sqlite.md\n");
    assert_eq!(fs::read_to_string(place.path("sqlite.md")).unwrap(), page);
    let json = place
        .run(["docs", "sqlite", "--output", "sqlite.md", "--json"])
        .json();
    assert_eq!(json["file"], "sqlite.md");
    assert_eq!(
        place.run(["docs", "sqlite", "--json"]).json()["markdown"],
        page
    );
    place.run(["docs", "sqlite", "-o", "no/such/x.md"]).error(6);
    place.run(["docs", "sqlit"]).error(6);
}

/// N15: the line that `describe` and `docs` show runs when it is copied.
#[test]
fn a_call_that_is_shown_runs() {
    let place = Place::new();
    place.install("sqlite");
    for command in [["describe", "sqlite"], ["docs", "sqlite"]] {
        let shown = place.run(command).output().to_owned();
        let mut call = shown.lines().map(str::trim);
        let call = call.rfind(|line| line.contains("wick call sqlite "));
        let call = call.unwrap().replace("wick call", "\"$WICK\" call");
        let wick = place.wick();
        let program = wick.get_program().to_owned();
        let mut shell = std::process::Command::new("sh");
        for (name, value) in wick.get_envs() {
            match value {
                Some(value) => shell.env(name, value),
                None => shell.env_remove(name),
            };
        }
        shell
            .env("WICK", program)
            .arg("-c")
            .arg(&call)
            .current_dir(place.path(""));
        let ended = command::ended(&mut shell);
        // It is called; what it says of the values is another matter.
        assert!([0, 1].contains(&ended.code), "{call}: {ended:#?}");
    }
}

/// A manifest without schemas, and with texts that look like Markdown.
#[test]
fn plugins_of_the_go_sdk_have_pages() {
    let place = Place::new();
    let library = command::repository("proto/tests/data/library.json");
    let page = place.run(["docs".as_ref(), library.as_os_str()]);
    is_golden(page.output(), "library.md");
    let escapes = command::repository("proto/tests/data/escapes.json");
    let page = place.run(["docs".as_ref(), escapes.as_os_str()]);
    is_golden(page.output(), "escapes.md");

    let Some(go) = peers() else { return };
    let plugin = go.program("plugin");
    let page = place.run(["docs".as_ref(), plugin.as_os_str()]);
    assert!(page.output().contains("`gopeer`"), "{page:#?}");
}
