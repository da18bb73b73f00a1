//! `wick run` and the packages, binaries and features that cargo has.
#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use wick_tests::command::{Ended, Place};

/// A program that is a plugin as far as it is asked for its manifest. It says which of its sources it was built
/// from, and how, in the description.
fn program(name: &str) -> String {
    let manifest = r#"{"proto_version":1,"kind":"connector","version":"1.0.0","module":{"meta":{"key":"KEY","name":"NAME","description":"DESCRIPTION"}}}"#;
    let manifest = manifest
        .replace("KEY", &name.replace('-', "_"))
        .replace("NAME", name);
    let (before, after) = manifest.split_once("DESCRIPTION").unwrap();
    format!(
        r##"fn main() {{
    let features = [
        (cfg!(feature = "one"), "one"),
        (cfg!(feature = "two"), "two"),
        (cfg!(not(debug_assertions)), "optimized"),
    ];
    let features = features.iter().filter(|(is_there, _)| *is_there);
    let features: Vec<_> = features.map(|(_, name)| *name).collect();
    println!(r#"{before}{{}}{after}"#, features.join(" "));
}}
"##,
        before = before.replace('{', "{{").replace('}', "}}"),
        after = after.replace('{', "{{").replace('}', "}}"),
    )
}

const FEATURES: &str = "\n[features]\ndefault = [\"one\"]\none = []\ntwo = []\n";

fn package(place: &Place, directory: &str, name: &str, more: &str, programs: &[&str]) {
    let manifest = format!(
        "[package]\nname = \"{name}\"\nversion = \"1.2.3\"\nedition = \"2024\"\n{more}{FEATURES}"
    );
    place.write(&format!("{directory}/Cargo.toml"), &manifest);
    for source in programs {
        let stem = source.rsplit('/').next().unwrap().trim_end_matches(".rs");
        let key = if stem == "main" { name } else { stem };
        place.write(&format!("{directory}/{source}"), &program(key));
    }
}

fn run(place: &Place, arguments: &[&str]) -> Ended {
    let mut command = place.wick();
    command
        .env("CARGO_TARGET_DIR", place.path("target"))
        .args(["run", "--json"])
        .args(arguments);
    wick_tests::command::ended(&mut command)
}

/// The key of the plugin that was built, and what its description says.
fn built(ended: &Ended) -> (String, String) {
    let described = ended.json();
    let text = |member: &str| described[member].as_str().unwrap().to_owned();
    (text("key"), text("description"))
}

#[test]
fn f8_a_workspace_names_its_packages_that_have_a_binary() {
    let place = Place::new();
    place.write(
        "Cargo.toml",
        "[workspace]\nresolver = \"3\"\nmembers = [\"a\", \"b\", \"parts\"]\n",
    );
    package(&place, "a", "a", "default-run = \"a\"\n", &["src/main.rs"]);
    package(&place, "b", "b", "", &["src/main.rs", "src/bin/side.rs"]);
    package(&place, "parts", "parts", "", &[]);
    place.write("parts/src/lib.rs", "");
    let error = run(&place, &["."]).json_error(2);
    assert!(
        error["message"].as_str().unwrap().contains("`a` and `b`"),
        "{error}"
    );
    assert!(error["hint"].as_str().unwrap().contains("-p"), "{error}");
    for (arguments, key) in [
        (&[".", "-p", "a"][..], "a"),
        (&[".", "--package", "a@1.2.3"], "a"),
        (&[".", "--bin", "side"], "side"),
        (&[".", "-p", "b", "--bin", "b"], "b"),
        (&["a"], "a"),
        (&["b/Cargo.toml", "--bin", "side"], "side"),
        (&["parts", "-p", "a"], "a"),
    ] {
        assert_eq!(built(&run(&place, arguments)).0, key, "{arguments:?}");
    }
    for (arguments, code, parts) in [
        (&["b"][..], 2, ["`b` and `side`", "--bin"]),
        (&[".", "-p", "c"], 2, ["no package `c`", "`a`"]),
        (&[".", "-p", "a@2.0.0"], 2, ["no package `a@2.0.0`", "`a`"]),
        (&[".", "--bin", "sidé"], 2, ["no binary `sidé`", "`side`"]),
        (
            &["a", "--example", "x"],
            2,
            ["no example `x`", "no example at all"],
        ),
        (&["parts"], 7, ["`parts` has no binary", "`a` and `b`"]),
    ] {
        let error = run(&place, arguments).json_error(code).to_string();
        assert!(
            parts.iter().all(|part| error.contains(part)),
            "{arguments:?} {error}"
        );
    }
    // One default member with a binary is meant.
    place.write(
        "Cargo.toml",
        "[workspace]\nresolver = \"3\"\nmembers = [\"a\", \"b\", \"parts\"]\ndefault-members = [\"a\", \"parts\"]\n",
    );
    assert_eq!(built(&run(&place, &["."])).0, "a");
}

#[test]
fn f8_features_and_profiles_are_those_of_cargo() {
    let place = Place::new();
    let more = "[profile.careful]\ninherits = \"release\"\n";
    package(&place, "a", "a", more, &["src/main.rs"]);
    for (arguments, how) in [
        (&[][..], "one"),
        (&["--features", "two"], "one two"),
        (&["-F", "two", "--no-default-features"], "two"),
        (&["-F", "one,two", "--no-default-features"], "one two"),
        (
            &["-F", "one", "-F", "two", "--no-default-features"],
            "one two",
        ),
        (&["--all-features"], "one two"),
        (&["--no-default-features"], ""),
        (&["--release", "--no-default-features"], "optimized"),
        (&["--profile", "careful"], "one optimized"),
        (&["--profile", "dev"], "one"),
    ] {
        let arguments = [&["a"], arguments].concat();
        assert_eq!(built(&run(&place, &arguments)).1, how, "{arguments:?}");
    }
    run(&place, &["a", "--features", "three"]).error(7);
    run(&place, &["a", "--profile", "fast"]).error(7);
    run(&place, &["a", "--profile", "dev", "--release"]).error(2);
    run(&place, &["a", "--bin", "a", "--example", "a"]).error(2);
}

#[test]
fn f8_default_run_and_examples_are_chosen_as_by_cargo() {
    let place = Place::new();
    let sources = ["src/bin/one.rs", "src/bin/two.rs", "examples/three.rs"];
    package(&place, "a", "a", "default-run = \"two\"\n", &sources);
    assert_eq!(built(&run(&place, &["a"])).0, "two");
    assert_eq!(built(&run(&place, &["a", "--bin", "one"])).0, "one");
    assert_eq!(built(&run(&place, &["a", "--example", "three"])).0, "three");
    // Where it says how to call an operation, it says how this plugin was built.
    let mut command = place.wick();
    command.env("CARGO_TARGET_DIR", place.path("target")).args([
        "run",
        "a",
        "--bin",
        "one",
        "--no-default-features",
    ]);
    let described = wick_tests::command::ended(&mut command);
    described.output();
}
